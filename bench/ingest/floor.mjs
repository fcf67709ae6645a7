// The floor of ingest: the rows that a server has stored, read once, inserted raw into the same table of an empty folder.
// usage: node bench/ingest/floor.mjs DATA_OF_A_STOPPED_SERVER     prints { rows, ms }
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openClickHouse } from "../../packages/server/dist/store/clickhouse/index.js";

const rowsPerInsert = 5_000;

if (process.argv[3] === undefined) {
  // chDB holds one folder in a process.
  const { execFileSync } = await import("node:child_process");
  const folder = mkdtempSync(join(tmpdir(), "goldloop-floor-"));
  const run = (...args) =>
    execFileSync(process.execPath, [process.argv[1], ...args], { env: { ...process.env, UV_THREADPOOL_SIZE: "16" } });
  run(process.argv[2], "export", folder);
  const times = [1, 2, 3].map(() => JSON.parse(run(folder, "insert")));
  const best = times.toSorted((a, b) => a.ms - b.ms)[1];
  process.stdout.write(JSON.stringify(best));
  rmSync(folder, { recursive: true });
} else if (process.argv[3] === "export") {
  const { createWriteStream } = await import("node:fs");
  const clickhouse = await openClickHouse({ dataDir: join(process.argv[2], "clickhouse") });
  const [{ n }] = await clickhouse.rows("SELECT toUInt32(count()) AS n FROM spans");
  const out = createWriteStream(join(process.argv[4], "rows.jsonl"));
  for (let at = 0; at < n; at += rowsPerInsert) {
    const rows = await clickhouse.rows(
      `SELECT formatRowNoNewline('JSONEachRow', *) AS line FROM spans ORDER BY trace_id, span_id LIMIT ${rowsPerInsert} OFFSET ${at}`,
      { maxMemoryBytes: 4 * 1024 ** 3, timeoutMs: 120_000 },
    );
    out.write(rows.map(({ line }) => `${line}\n`).join(""));
  }
  await new Promise((done) => out.end(done));
  await clickhouse.close();
} else {
  const { readFileSync } = await import("node:fs");
  const batches = [];
  let from = 0;
  let lines = 0;
  const text = readFileSync(join(process.argv[2], "rows.jsonl"));
  let total = 0;
  for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) {
    lines += 1;
    total += 1;
    if (lines < rowsPerInsert && at + 1 < text.length) continue;
    batches.push(text.subarray(from, at + 1));
    from = at + 1;
    lines = 0;
  }
  const dataDir = mkdtempSync(join(tmpdir(), "goldloop-floor-"));
  const clickhouse = await openClickHouse({ dataDir });
  const startedAt = performance.now();
  for (const batch of batches) await clickhouse.insertLines("spans", batch);
  const ms = performance.now() - startedAt;
  await clickhouse.close();
  rmSync(dataDir, { recursive: true });
  process.stdout.write(JSON.stringify({ rows: total, ms }));
}

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, truncateSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clusterSchema, openClickHouse, type DetachedParts } from "../index.ts";
import { migrate } from "../migrate.ts";
import { migrations } from "../migrations/index.ts";

/** Each takes about a second; the claim of the documentation was checked with 20. */
const kills = Number(process.env["GOLDLOOP_TEST_KILLS"] ?? 2);
const inserting = join(import.meta.dirname, "../../../../test/clickhouse-inserting-process.ts");
const startUs = Date.UTC(2026, 10, 1) * 1000;

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "goldloop-chdb-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

function span(spanId: string): Buffer {
  return Buffer.from(
    `${JSON.stringify({ project: "p", trace_id: "t", span_id: spanId, start: startUs, ingested_at: 1 })}\n`,
  );
}

/** Starts the process that inserts, does something while it runs, kills it, and returns how much it was told is stored. */
async function insertUntilKilled(meanwhile: () => Promise<void>): Promise<number> {
  const child = spawn(process.execPath, ["-C", "@goldloop/source", inserting, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stored = 0;
  let acknowledged = 0;
  let done = false;
  let checked: Promise<void> | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    stored = Number(line);
    acknowledged += 1;
    if (acknowledged === 1) checked = meanwhile().finally(() => (done = true));
    if (done && acknowledged >= 5) child.kill("SIGKILL");
  }
  await checked;
  return stored;
}

describe("the folder of chDB", () => {
  test("a second process is refused, and what was acknowledged outlives SIGKILL, whole and once", async () => {
    let stored = 0;
    for (let round = 0; round < kills; round += 1) {
      stored = await insertUntilKilled(async () => {
        await expect(openClickHouse({ dataDir })).rejects.toMatchObject({
          kind: "unavailable",
          message: `another process has the data folder ${dataDir} open`,
        });
      });
    }
    const clickhouse = await openClickHouse({ dataDir });
    const [row] = await clickhouse.rows<{ n: number; known: number; top: number }>(
      `SELECT toUInt32(count()) AS n, toUInt32(uniqExact(span_id)) AS known, toUInt32(max(toUInt32(span_id)) + 1) AS top
       FROM spans FINAL`,
    );
    await clickhouse.close();
    expect(row?.n).toBeGreaterThanOrEqual(stored);
    expect(row).toEqual({ n: row?.top, known: row?.top, top: row?.top });
  });

  test("it closes, opens again with its rows, and lets another folder be opened", async () => {
    const first = await openClickHouse({ dataDir });
    await first.insertLines("spans", span("1"));
    await first.close();
    const again = await openClickHouse({ dataDir });
    expect(await again.rows("SELECT span_id FROM spans")).toEqual([{ span_id: "1" }]);
    const other = join(dataDir, "other");
    await expect(openClickHouse({ dataDir: other })).rejects.toMatchObject({
      kind: "unavailable",
      message: "this process has another data folder of chDB open",
    });
    await again.close();
    const empty = await openClickHouse({ dataDir: other });
    expect(await empty.rows("SELECT span_id FROM spans")).toEqual([]);
    await empty.close();
  });

  test("a damaged part is told", async () => {
    const first = await openClickHouse({ dataDir });
    await first.insertLines("spans", span("1"));
    await first.close();
    const data = readdirSync(dataDir, { recursive: true, encoding: "utf8" }).find((name) =>
      /20261101_\d+_\d+_\d+\/data\.bin$/.test(name),
    );
    truncateSync(join(dataDir, data ?? "no part"), 10);
    const told: DetachedParts[] = [];
    const again = await openClickHouse({ dataDir }, { onDetachedParts: (parts) => told.push(parts) });
    await again.close();
    expect(told).toEqual([{ table: "spans", parts: 1, reasons: ["broken-on-start"] }]);
  });

  test("waiting for the disk is switched on and off", async () => {
    const waits = async (fsync: boolean): Promise<unknown> => {
      const clickhouse = await openClickHouse({ dataDir }, { fsync });
      await clickhouse.insertLines("spans", span("1"));
      const rows = await clickhouse.rows<{ on: number }>(
        "SELECT toUInt8(position(engine_full, 'fsync_after_insert = 1') > 0) AS on FROM system.tables WHERE database = 'goldloop' AND name = 'spans'",
      );
      await clickhouse.close();
      return rows[0]?.on;
    };
    expect([await waits(false), await waits(true), await waits(true), await waits(false)]).toEqual([0, 1, 1, 0]);
  });
});

test("the schema: two programs at once, a newer one, another form of a migration, and that of a cluster", async () => {
  const clickhouse = await openClickHouse({ dataDir });
  const columns = [
    { name: "a", type: "String" },
    { name: "v", type: "UInt32" },
  ];
  const next = {
    version: migrations.length + 1,
    name: "next",
    tables: [{ name: "next", columns, orderBy: "a", shardBy: "a", version: "v" }],
    alterations: [{ table: "spans", change: "ADD COLUMN IF NOT EXISTS later String" }],
  };
  const newer = [...migrations, next];
  await Promise.all(Array.from({ length: 4 }, () => migrate(clickhouse, newer)));
  await migrate(clickhouse, newer);
  expect(await clickhouse.rows("SELECT version, name FROM migrations FINAL ORDER BY version")).toEqual(
    newer.map(({ version, name }) => ({ version, name })),
  );
  await expect(migrate(clickhouse, migrations)).rejects.toMatchObject({ kind: "rejected", hint: expect.any(String) });
  const changed = [...migrations, { ...next, alterations: [] }];
  await expect(migrate(clickhouse, changed)).rejects.toMatchObject({ kind: "rejected", hint: expect.any(String) });

  const statements = clusterSchema({ name: "main", database: "goldloop" })
    .split(/;\n/)
    .filter((statement) => statement.trim() !== "");
  expect(statements.length).toBeGreaterThanOrEqual(7);
  for (const statement of statements) {
    const [row] = await clickhouse.rows<{ text: string | null }>("SELECT formatQueryOrNull({sql:String}) AS text", {
      parameters: { sql: statement },
    });
    expect(row?.text, statement).not.toBeNull();
    expect(statement).toContain("ON CLUSTER main");
  }
  await clickhouse.close();
});

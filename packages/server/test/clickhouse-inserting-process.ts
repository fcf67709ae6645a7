/**
 * Inserts spans into chDB in the folder of its first argument, batch after batch, and prints after each how many are stored,
 * until it is killed.
 */
import { openClickHouse } from "../src/store/clickhouse/index.ts";

const dataDir = process.argv[2];
if (dataDir === undefined) throw new TypeError("the folder is missing");
const clickhouse = await openClickHouse({ dataDir });
const startUs = Date.UTC(2026, 10, 1) * 1000;
const rows = await clickhouse.rows<{ n: number }>(
  "SELECT toUInt32(if(count() = 0, 0, max(toUInt32(span_id)) + 1)) AS n FROM spans",
);
for (let next = rows[0]?.n ?? 0; ; next += 100) {
  const lines = Array.from({ length: 100 }, (_, i) =>
    JSON.stringify({
      project: "p",
      trace_id: "t",
      span_id: String(next + i),
      start: startUs,
      ingested_at: startUs / 1000,
    }),
  );
  await clickhouse.insertLines("spans", Buffer.from(`${lines.join("\n")}\n`));
  process.stdout.write(`${next + 100}\n`);
}

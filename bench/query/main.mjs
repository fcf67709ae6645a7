// How long the pages' queries take over a day of many spans on chDB, p50 and p95, beside a plain count of the same range.
// usage: node --conditions=@goldloop/source bench/query/main.mjs [--spans 1000000] [--repeats 20] [--only TEXT] [--data DIR]
// --data keeps the folder, and uses it again when it is filled. Ten million spans take 1 GB and some minutes to make.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openClickHouse } from "../../packages/server/src/store/clickhouse/index.ts";
import { createSettledHours, createSignals } from "../../packages/server/src/signal/index.ts";
import { createSpans } from "../../packages/server/src/store/spans/index.ts";
import { generate, traceIdOf } from "./generate.mjs";
import { limitMs, queries } from "./queries.mjs";

const days = 30;
const dayMs = 86_400_000;
const project = "bench";

const { values: flags } = parseArgs({
  options: {
    spans: { type: "string", default: "1000000" },
    repeats: { type: "string", default: "20" },
    only: { type: "string", default: "" },
    data: { type: "string" },
  },
});
const spanCount = Number(flags.spans);
const repeats = Number(flags.repeats);
const dataDir = flags.data ?? mkdtempSync(join(tmpdir(), "goldloop-bench-query-"));
const noteFile = `${dataDir}.json`;

const clickhouse = await openClickHouse({ dataDir });
const facts = await filled();
const toMs = facts.toMs;
const traces = Math.ceil(facts.spans / 5);
const rangeTraces = Math.floor(traces / days);

let picked = 0;
async function pick() {
  picked += 1;
  const n = traces - 1 - ((picked * 7919) % rangeTraces);
  const sessionId = `session-${Math.floor(n / 4)}`;
  const startMs = toMs - days * dayMs + n * ((days * dayMs) / traces);
  const [{ userId }] = await clickhouse.rows(
    "SELECT concat('user-', toString(cityHash64(intDiv(toUInt64({n:UInt64}), 4)) % 20000)) AS userId",
    { parameters: { n } },
  );
  return { traceId: await traceIdOf(clickhouse, n), sessionId, userId, startMs };
}

// The clock stands at the end of the data, however old the folder: the last hours are then read as on a server that runs.
const aheadMs = Date.now() - toMs;
const now = Date.now;
Date.now = () => now() - aheadMs;
const projects = {
  settings: () => Promise.resolve({ retentionDays: 90 }),
  all: () => Promise.resolve([{ projectId: project, retentionDays: 90 }]),
  markers: () => Promise.resolve([]),
};
const signals = createSignals({ clickhouse, projects });
await rolledUp();

const asked = {
  clickhouse,
  signals,
  spans: createSpans(clickhouse, createSettledHours({ clickhouse, projects })),
  project,
  range: { fromMs: toMs - dayMs, toMs },
  pick,
  kept: {},
};

const chosen = Object.entries(queries).filter(([name]) => name.includes(flags.only) || name.startsWith("floor"));
const nameWidth = Math.max(...chosen.map(([name]) => name.length));
const line = (name, ...cells) => `${name.padEnd(nameWidth)}${cells.map((cell) => String(cell).padStart(10)).join("")}`;
process.stdout.write(`${line("query", "p50 ms", "p95 ms", "cpu ms", "x count")}\n`);
let floor = NaN;
for (const [name, query] of chosen) {
  await query(asked);
  const wall = [];
  const before = process.cpuUsage();
  for (let i = 0; i < repeats; i++) {
    const startedAt = performance.now();
    await query(asked);
    wall.push(performance.now() - startedAt);
  }
  const { user, system } = process.cpuUsage(before);
  const [p50, p95] = [quantile(wall, 0.5), quantile(wall, 0.95)];
  if (name === "floor: count of the range") floor = p50;
  const over = name.startsWith("floor") || p95 <= limitMs(name) ? "" : `   over ${limitMs(name)} ms`;
  const cpu = (user + system) / 1000 / repeats;
  process.stdout.write(
    `${line(name, p50.toFixed(0), p95.toFixed(0), cpu.toFixed(0), (p50 / floor).toFixed(1))}${over}\n`,
  );
}
process.stdout.write(
  `${facts.spans.toLocaleString("en")} spans over ${days} days, ranges of 24 h (${Math.floor(facts.spans / days).toLocaleString("en")} spans) unless said. ` +
    `${repeats} runs each. ${clickhouse.description.split(" in ")[0]}, Node ${process.version}.\n`,
);
await clickhouse.close();
if (flags.data === undefined) rmSync(dataDir, { recursive: true, force: true });

async function filled() {
  if (flags.data !== undefined && existsSync(noteFile)) return JSON.parse(readFileSync(noteFile, "utf8"));
  const startedAt = performance.now();
  const until = Date.now();
  await generate(clickhouse, { project, spans: spanCount, days, toMs: until });
  const made = { spans: spanCount, toMs: until };
  process.stdout.write(
    `made ${spanCount.toLocaleString("en")} spans in ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`,
  );
  if (flags.data !== undefined) writeFileSync(noteFile, JSON.stringify(made));
  return made;
}

/** As the background job of a server would have done. */
async function rolledUp() {
  const startedAt = performance.now();
  await signals.rollUp(new AbortController().signal);
  const seconds = (performance.now() - startedAt) / 1000;
  if (seconds > 5) process.stdout.write(`rolled up in ${seconds.toFixed(0)} s\n`);
}

function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
}

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { TraceFilterQuery, TraceListQuery } from "../../api/contract/traces.ts";
import { createSpans, type SpanReads, type SpanRow } from "../../store/spans/index.ts";
import { generator, randomTraffic, shuffled } from "../fixtures/random-traffic.ts";
import { span } from "../fixtures/rows.ts";
import { TestSignals } from "../fixtures/store.ts";
import { dayMs, hourMs, minuteMs, t0 } from "../fixtures/times.ts";

/** Many queries, on machines that do other things as well. */
const patienceMs = 300_000;
const range = { fromMs: t0 - hourMs, toMs: t0 + dayMs };
const inside = { fromMs: t0 + 3 * hourMs + 1234, toMs: t0 + 11 * hourMs + 56_789 };

let store: TestSignals;
/** The same lists, put together from the spans each time. */
let ofSpans: SpanReads;
beforeAll(async () => {
  store = await new TestSignals().open();
  ofSpans = createSpans(store.clickhouse, () => Promise.resolve(undefined));
});
afterAll(() => store.remove());

const filters: readonly Omit<TraceFilterQuery, "project">[] = [
  {},
  { environment: "staging", status: "error", tool: "search" },
  { release: ["1.0", "1.1"], model: ["small"], kind: "chat", route: "refund" },
  { flag: ["refusal", "toolError"], feedback: "negative" },
  { flag: "safety", minLatencyMs: 1000, maxLatencyMs: 4000 },
  { score: "quality<0.5", minCostUsd: 0.1 },
  { attribute: "app.tenant=acme" },
];

const sorts = ["time", "latency", "cost", "tokens"] as const;

/** What all lists say, under each filter one after the other, and a second page. */
async function everything(spans: SpanReads): Promise<unknown[]> {
  const answers = await Promise.all(
    filters.map(async (filter, index) => {
      const about = index % 3 === 1 ? inside : range;
      const query: TraceListQuery = { ...filter, sort: sorts[index % sorts.length] ?? "time", limit: 40 };
      const first = await spans.list("p", query, about);
      return [
        first,
        ...(first.next === undefined ? [] : [await spans.list("p", { ...query, cursor: first.next }, about)]),
        await spans.sessions("p", { ...query, limit: 10 }, about),
        await spans.facets("p", filter, about),
        await spans.histogram("p", filter, about),
      ];
    }),
  );
  return answers.flat();
}

test(
  "lists of hours that are rolled up say what the spans say, also when some come late, change or are erased",
  async () => {
    const random = generator(7);
    const { spans: rows, scores } = randomTraffic(random, 150, 50 * minuteMs);
    const spans = rows.map((row, index): SpanRow => ({
      ...row,
      session_id: index % 3 === 0 ? `s${Number(row.trace_id) % 9}` : "",
      attributes: index % 40 === 0 ? { "app.tenant": '"acme"' } : {},
    }));
    const isLate = new Set(spans.filter(() => random() < 0.05));
    const inTime = spans.filter((row) => !isLate.has(row));
    await store.send(inTime);
    await store.give(scores);
    // By the hour, as a server does.
    for (let hour = 3; hour <= 16; hour += 2) await store.rollUp(t0 + hour * hourMs + 15 * minuteMs);
    vi.setSystemTime(t0 + 17 * hourMs);
    expect(await store.rolledHours()).toBeGreaterThan(12);
    const before = await everything(ofSpans);
    expect(JSON.stringify(before).length).toBeGreaterThan(30_000);
    expect(await everything(store.spans)).toEqual(before);

    const later = t0 + 17 * hourMs;
    await store.send([...isLate].map((row) => ({ ...row, ingested_at: later })));
    await store.send(
      shuffled(inTime, random)
        .slice(0, 5)
        .map((row) => ({ ...row, status: "error" as const, name: "renamed", ingested_at: later })),
    );
    const changed = await everything(ofSpans);
    expect(changed).not.toEqual(before);
    expect(await everything(store.spans)).toEqual(changed);
    await store.rollUp(later + 2 * minuteMs);
    await store.rollUp(later + 4 * minuteMs);
    expect(await everything(store.spans)).toEqual(changed);

    await store.spans.erase("p", { sessionId: "s3" });
    const erased = await everything(ofSpans);
    expect(erased).not.toEqual(changed);
    expect(await everything(store.spans)).toEqual(erased);
    await store.rollUp(later + 8 * minuteMs);
    await store.rollUp(later + 10 * minuteMs);
    expect(await everything(store.spans)).toEqual(erased);

    // What has settled is read from there: without the spans it is still found.
    await store.rollUp(later + dayMs);
    await store.clickhouse.command("TRUNCATE TABLE spans");
    const { bars } = await store.spans.histogram("p", {}, range);
    expect(bars.reduce((sum, { traces }) => sum + traces, 0)).toBeGreaterThan(100);
  },
  patienceMs,
);

test("what is older than the retention is gone from what has settled", async () => {
  await store.empty();
  await store.send([
    span(t0, { trace_id: "old", span_id: "a" }),
    span(t0 + 5 * hourMs, { trace_id: "new", span_id: "a" }),
  ]);
  await store.rollUp(t0 + 8 * hourMs);
  await store.spans.removeBefore("p", t0 + 2 * hourMs);
  const rows = await store.clickhouse.rows("SELECT trace_id FROM settled_traces");
  expect(rows).toEqual([{ trace_id: "new" }]);
});

test("rows of a computation that was replaced or cut short do not count, and are removed", async () => {
  await store.empty();
  await store.send([span(t0, { trace_id: "a", span_id: "a" })]);
  await store.rollUp(t0 + 5 * hourMs);
  await store.clickhouse.command(
    "INSERT INTO settled_traces SELECT * REPLACE (generation + 1 AS generation, 'left' AS trace_id) FROM settled_traces",
  );
  const names = async () =>
    (await store.spans.list("p", { sort: "time", limit: 10 }, range)).traces.map(({ traceId }) => traceId);
  expect(await names()).toEqual(["a"]);
  await store.send([span(t0 + 6 * hourMs, { trace_id: "b", span_id: "b" })]);
  await store.rollUp(t0 + 9 * hourMs);
  await store.send([span(t0 + 10 * hourMs, { trace_id: "c", span_id: "c" })]);
  await store.rollUp(t0 + 13 * hourMs);
  expect(await names()).toEqual(["c", "b", "a"]);
  const rows = await store.clickhouse.rows<{ id: string }>("SELECT trace_id AS id FROM settled_traces ORDER BY id");
  expect(rows.map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("an erasure reaches rows that a rollup put back, and those of generations that were removed", async () => {
  await store.empty();
  await store.send([
    span(t0, { trace_id: "a", span_id: "a", session_id: "s" }),
    span(t0, { trace_id: "b", span_id: "b" }),
  ]);
  await store.rollUp(t0 + 5 * hourMs);
  // Computed anew, so that rows of two generations are there, and later the older ones are removed.
  await store.send([span(t0 + minuteMs, { trace_id: "b", span_id: "late", ingested_at: t0 + 6 * hourMs })]);
  await store.send([span(t0 + 5 * hourMs, { trace_id: "c", span_id: "c" })]);
  await store.rollUp(t0 + 8 * hourMs);
  await store.send([span(t0 + 9 * hourMs, { trace_id: "d", span_id: "d" })]);
  await store.rollUp(t0 + 12 * hourMs);
  await store.clickhouse.command("CREATE TABLE put_back AS settled_traces ENGINE = Memory");
  await store.clickhouse.command("INSERT INTO put_back SELECT * FROM settled_traces WHERE trace_id = 'a'");
  await store.spans.erase("p", { sessionId: "s" });
  await store.clickhouse.command("INSERT INTO settled_traces SELECT * FROM put_back");
  await store.spans.erase("p", { traceId: "a" });
  await store.clickhouse.command("DROP TABLE put_back");
  const rows = await store.clickhouse.rows<{ id: string }>(
    "SELECT DISTINCT trace_id AS id FROM settled_traces ORDER BY id SETTINGS apply_deleted_mask = 0",
  );
  expect(rows.map(({ id }) => id)).toEqual(["b", "c", "d"]);
});

test("what a settled trace adds up to does not depend on when it was settled", async () => {
  const call = { parent_span_id: "r", model: "m", cost_usd: 1 };
  const spans = [
    span(t0, { trace_id: "short", span_id: "r" }),
    span(t0 + 69 * minuteMs, { trace_id: "short", span_id: "near", ...call }),
    span(t0 + 4 * hourMs, { trace_id: "short", span_id: "far", ...call }),
    span(t0, { trace_id: "long", span_id: "r", duration_ms: 5 * hourMs }),
    span(t0 + 4 * hourMs, { trace_id: "long", span_id: "far", ...call }),
  ];
  const rows = async () =>
    await store.clickhouse.rows(
      "SELECT DISTINCT trace_id AS id, toFloat64(pico) / 1e12 AS cost FROM settled_traces ORDER BY id SETTINGS final = 0",
    );
  const expected = [
    { id: "long", cost: 1 },
    { id: "short", cost: 1 },
  ];
  await store.empty();
  await store.send(spans);
  await store.rollUp(t0 + 10 * hourMs);
  expect(await rows()).toEqual(expected);
  await store.empty();
  for (const row of spans) {
    vi.setSystemTime(row.start / 1000);
    await store.send([row]);
  }
  for (let hour = 3; hour <= 10; hour++) await store.rollUp(t0 + hour * hourMs);
  expect(await rows()).toEqual(expected);
});

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { SignalQuery } from "../api/contract/signals.ts";
import { score, span } from "./fixtures/rows.ts";
import { TestSignals } from "./fixtures/store.ts";
import { dayMs, hourMs, minuteMs, t0 } from "./fixtures/times.ts";
import { twoTraces, twoTracesScores } from "./fixtures/two-traces.ts";

/** Many queries, on machines that do other things as well. */
const patienceMs = 300_000;

let store: TestSignals;
beforeAll(async () => {
  store = await new TestSignals().open();
});
afterAll(() => store.remove());
afterEach(() => store.empty());

describe("every signal of two traces, computed by hand", () => {
  const expected: [string, SignalQuery, Record<string, unknown>][] = [
    ["traces", {}, { "": [2, 2] }],
    ["errorRate", {}, { "": [0.5, 2] }],
    ["errorRate", { statistic: "count" }, { "": [1, 2] }],
    ["latencyMs", { statistic: "mean" }, { "": [1250, 2] }],
    ["latencyMs", { groupBy: "route" }, { "support.chat": [2000, 1], "support.refund": [500, 1] }],
    ["timeToFirstTokenMs", { statistic: "mean" }, { "": [300, 2] }],
    ["tokens", {}, { "": [490, 3] }],
    ["tokens", { groupBy: "model" }, { small: [240, 2], large: [250, 1] }],
    ["tokens", { model: "small", groupBy: "route" }, { "support.chat": [120, 1], "support.refund": [120, 1] }],
    ["tokens", { tool: ["search"] }, { "": [370, 2] }],
    ["costUsd", {}, { "": [0.06, 3] }],
    ["costUsd", { statistic: "mean", release: "1.1" }, { "": [0.01, 1] }],
    ["safetyFlags", {}, { "": [0.5, 2] }],
    ["refusalRate", { groupBy: "release" }, { "1.0": [0, 1], "1.1": [1, 1] }],
    ["fallbackRate", { groupBy: "model" }, { small: [0.5, 2], large: [1, 1] }],
    ["errorRate", { model: ["large", "small"], groupBy: "tool" }, { "": [0, 1], look_up: [1, 1], search: [1, 1] }],
    ["toolErrorRate", {}, { "": [0.5, 2] }],
    ["toolErrorRate", { groupBy: "tool" }, { look_up: [1, 1], search: [0, 1] }],
    ["toolCalls", { model: "large", tool: "search" }, { "": [1, 1] }],
    ["toolCalls", { route: "support.refund" }, { "": [0, 0] }],
    ["feedback", {}, { "": [2 / 3, 3] }],
    ["feedback", { statistic: "mean", groupBy: "release" }, { "1.0": [0, 1], "1.1": [1, 2] }],
    ["feedback", { model: "large" }, { "": [0, 1] }],
    ["score.helpfulness", {}, { "": [0.25, 1] }],
    ["score.helpfulness", { groupBy: "tool" }, { look_up: [0.25, 1], search: [0.25, 1] }],
    ["score.gone", {}, { "": [null, 0] }],
  ];

  const check = async (query: SignalQuery = {}) => {
    const each = expected.map(async ([name, asked, groups]) => {
      const found = await store.totals(name, { ...asked, ...query });
      const close = Object.fromEntries(
        Object.entries(groups).map(([group, figure]) => {
          const [value, n] = figure as [number | null, number];
          return [group, [value === null ? null : expect.closeTo(value, 9), n]];
        }),
      );
      expect(found, `${name} ${JSON.stringify(asked)}`).toEqual(close);
    });
    await Promise.all(each);
  };

  test(
    "from the spans, and the same from rollups",
    async () => {
      await store.send(twoTraces());
      await store.give(twoTracesScores());
      vi.setSystemTime(t0 + 2 * hourMs);
      await check();
      await store.rollUp(t0 + 5 * hourMs);
      expect(await store.rolledHours()).toBe(2);
      await check();
      await check({ stepMs: hourMs });
    },
    patienceMs,
  );

  test("the list has them, and each score with a number; a point is [time, value, n] and empty steps are left out", async () => {
    await store.send(twoTraces());
    await store.give(twoTracesScores());
    const listed = (await store.signals.list("p")).map(({ name }) => name);
    expect(listed).toEqual(
      [
        ["traces", "errorRate", "latencyMs", "timeToFirstTokenMs", "tokens", "costUsd", "feedback", "safetyFlags"],
        ["refusalRate", "fallbackRate", "toolErrorRate", "toolCalls", "score.thumbs", "score.helpfulness"],
      ].flat(),
    );
    const answer = await store.signals.series(
      "p",
      "traces",
      { stepMs: minuteMs },
      { fromMs: t0, toMs: t0 + 2 * hourMs },
    );
    expect(answer?.series[0]?.points).toEqual([
      [t0 + 10 * minuteMs, 1, 1],
      [t0 + 70 * minuteMs, 1, 1],
    ]);
    expect(answer?.releases).toEqual([
      { release: "1.0", timeMs: t0 + 10 * minuteMs },
      { release: "1.1", timeMs: t0 + 70 * minuteMs },
    ]);
    expect(await store.signals.series("p", "latency", {}, { fromMs: t0, toMs: t0 + 1 })).toBeUndefined();
  });

  test("a release is marked where it was first seen, also when its spans are gone, or where somebody marked it", async () => {
    await store.send(twoTraces());
    await store.rollUp(t0 + 5 * hourMs);
    await store.clickhouse.command("TRUNCATE TABLE spans");
    store.markers.push({ release: "1.1", time: new Date(t0 + 90 * minuteMs).toISOString(), note: "new prompt" });
    const answer = await store.signals.series("p", "traces", {}, { fromMs: t0, toMs: t0 + dayMs });
    expect(answer?.releases).toEqual([
      { release: "1.0", timeMs: t0 + 10 * minuteMs },
      { release: "1.1", timeMs: t0 + 90 * minuteMs, note: "new prompt" },
    ]);
  });

  test.each([
    [{ statistic: "median" }, "unknown-statistic"],
    [{ groupBy: "tool" as const }, "unknown-grouping"],
    [{ stepMs: 1000 }, "too-many-points"],
  ])("%o is refused", async (query, code) => {
    const range = { fromMs: t0, toMs: t0 + dayMs };
    await expect(store.signals.series("p", "tokens", query, range)).rejects.toMatchObject({
      status: 400,
      code,
      hint: expect.any(String),
    });
  });
});

test("a percentile is within 1%, from spans and from rollups", async () => {
  const durations = Array.from({ length: 1000 }, (_, index) => ((index * 7919) % 1000) + 1);
  await store.send(
    durations.map((duration_ms, index) =>
      span(t0 + index * minuteMs, { trace_id: `t${index}`, span_id: "r", duration_ms }),
    ),
  );
  const check = async () => {
    for (const [statistic, exact] of [
      ["p50", 500],
      ["p90", 900],
      ["p95", 950],
      ["p99", 990],
    ] as const) {
      const { "": found } = await store.totals("latencyMs", { statistic, stepMs: hourMs });
      const [value, n] = found as [number, number];
      expect(n).toBe(1000);
      expect(Math.abs(value - exact) / exact).toBeLessThan(0.0125);
    }
  };
  await check();
  await store.rollUp(t0 + dayMs);
  await check();
});

test("of more groups and steps than are read at once, the largest groups are there with all their steps", async () => {
  // 1,100 routes in each of 96 quarters of an hour, one of them twice.
  await store.clickhouse.command(
    `INSERT INTO spans (project, trace_id, span_id, name, start, duration_ms, ingested_at)
     SELECT 'p', toString(number), 'r', if(number % 1101 > 1099, 'route 7', concat('route ', toString(number % 1101))),
       fromUnixTimestamp64Milli(toInt64(${t0} + intDiv(number, 1101) * 900000), 'UTC') AS began, 10, began
     FROM numbers(96 * 1101)`,
  );
  vi.setSystemTime(t0 + dayMs);
  const query = { groupBy: "route" as const, stepMs: 900_000 };
  const answer = await store.signals.series("p", "traces", query, { fromMs: t0, toMs: t0 + dayMs });
  expect(answer?.series).toHaveLength(50);
  expect(answer?.series[0]).toMatchObject({ group: "route 7", total: { n: 192 } });
  expect(answer?.series[0]?.points).toHaveLength(96);
  expect(answer?.series.slice(1).every(({ total, points }) => total.n === 96 && points.length === 96)).toBe(true);
});

test("projects do not see each other", async () => {
  await store.send([...twoTraces(), ...twoTraces().map((row) => ({ ...row, project: "q", release: "q" }))]);
  await store.send([span(t0 + hourMs, { project: "q", trace_id: "c", span_id: "c", release: "q" })]);
  await store.give([...twoTracesScores(), score(t0 + hourMs, { id: "1", project: "q", name: "q", score: 1 })]);
  const both = async () => [
    await store.totals("traces", { groupBy: "release", stepMs: hourMs }),
    await store.totals("traces", { groupBy: "release", stepMs: hourMs }, { project: "q" }),
  ];
  const expected = [{ "1.0": [1, 1], "1.1": [1, 1] }, { q: [3, 3] }];
  expect(await both()).toEqual(expected);
  await store.rollUp(t0 + 6 * hourMs);
  expect(await both()).toEqual(expected);
  expect((await store.signals.list("p")).some(({ name }) => name === "score.q")).toBe(false);
  expect(
    (await store.signals.overview("q", {}, { fromMs: t0, toMs: t0 + dayMs })).releases.map(({ release }) => release),
  ).toEqual(["q"]);
});

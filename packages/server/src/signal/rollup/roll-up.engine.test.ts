import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { SignalQuery } from "../../api/contract/signals.ts";
import type { SpanRow } from "../../store/spans/index.ts";
import { generator, randomTraffic, shuffled } from "../fixtures/random-traffic.ts";
import { score, span } from "../fixtures/rows.ts";
import { TestSignals } from "../fixtures/store.ts";
import { dayMs, hourMs, minuteMs, t0 } from "../fixtures/times.ts";
import { twoTraces, twoTracesScores } from "../fixtures/two-traces.ts";

/** Many queries, on machines that do other things as well. */
const patienceMs = 300_000;

let store: TestSignals;
beforeAll(async () => {
  store = await new TestSignals().open();
});
afterAll(() => store.remove());
afterEach(() => store.empty());

describe("rollups", () => {
  test("what arrives, changes or moves afterwards is there at once, and after the next turn", async () => {
    await store.send(twoTraces());
    await store.give(twoTracesScores());
    await store.rollUp(t0 + 5 * hourMs);
    const later = t0 + 9 * hourMs;
    vi.setSystemTime(later);
    const [root, first] = twoTraces() as [SpanRow, SpanRow];
    // another model, another duration, a later arrival
    await store.send([
      { ...root, duration_ms: 3000, ingested_at: later },
      { ...first, model: "medium", ingested_at: later },
      span(t0 + 11 * minuteMs, {
        trace_id: "a".repeat(32),
        span_id: "a9",
        parent_span_id: "a0",
        kind: "tool",
        tool: "late",
        ingested_at: later,
      }),
    ]);
    await store.give([score(t0 + 4 * hourMs, { id: "2", trace_id: "b".repeat(32), score: 0, ingested_at: later })]);
    const check = async () => {
      expect(await store.totals("latencyMs", { statistic: "mean", stepMs: hourMs })).toEqual({ "": [1750, 2] });
      expect(await store.totals("tokens", { groupBy: "model", stepMs: hourMs })).toEqual({
        small: [120, 1],
        medium: [120, 1],
        large: [250, 1],
      });
      expect(await store.totals("toolCalls", { groupBy: "tool", stepMs: hourMs })).toEqual({
        look_up: [1, 1],
        search: [1, 1],
        late: [1, 1],
      });
      expect(await store.totals("feedback", { stepMs: hourMs }, { toMs: t0 + 2 * hourMs })).toEqual({ "": [0.5, 2] });
      expect(await store.totals("feedback", { stepMs: hourMs }, { fromMs: t0 + 4 * hourMs })).toEqual({ "": [0, 1] });
    };
    await check();
    await store.rollUp(later + 3 * minuteMs);
    await check();
    // when nothing more arrives the spans are not read at all
    await store.rollUp(later + dayMs);
    await store.clickhouse.command("TRUNCATE TABLE spans");
    await store.clickhouse.command("TRUNCATE TABLE scores");
    await check();
  });

  test(
    "what is erased is gone at once, and from the rollups with the next turn",
    async () => {
      await store.send(twoTraces());
      await store.give(twoTracesScores());
      await store.rollUp(t0 + 5 * hourMs);
      vi.setSystemTime(t0 + 9 * hourMs);
      await store.spans.erase("p", { traceId: "b".repeat(32) });
      const check = async () => {
        expect(await store.totals("traces", { groupBy: "release", stepMs: hourMs })).toEqual({ "1.0": [1, 1] });
        expect(await store.totals("feedback", { stepMs: hourMs })).toEqual({ "": [0, 1] });
      };
      await check();
      await store.rollUp(t0 + 9 * hourMs);
      await store.rollUp(t0 + 10 * hourMs);
      await check();
    },
    patienceMs,
  );

  test("they are frozen beyond the retention", async () => {
    await store.send(twoTraces());
    await store.give(twoTracesScores());
    await store.rollUp(t0 + 5 * hourMs);
    const figures = async () =>
      Promise.all(["traces", "tokens", "feedback", "latencyMs"].map((name) => store.totals(name, { stepMs: hourMs })));
    const before = await figures();
    await store.clickhouse.command("DELETE FROM spans WHERE 1");
    await store.clickhouse.command("DELETE FROM scores WHERE 1");
    await store.rollUp(t0 + 40 * dayMs);
    await store.send([span(t0 + 11 * minuteMs, { trace_id: "d", span_id: "d", ingested_at: t0 + 40 * dayMs })]);
    await store.rollUp(t0 + 41 * dayMs);
    await store.rollUp(t0 + 42 * dayMs);
    expect(await figures()).toEqual(before);
    const range = { fromMs: t0, toMs: t0 + dayMs };
    expect(await store.signals.series("p", "traces", { stepMs: minuteMs }, range)).toMatchObject({
      stepMs: hourMs,
      series: [{ total: { value: 2, n: 2 } }],
    });
  });

  test("one that was cut short does not count, and its rows are removed", async () => {
    await store.send(twoTraces());
    await store.rollUp(t0 + 5 * hourMs);
    await store.clickhouse.command(
      "INSERT INTO rollups SELECT * REPLACE (generation + 1 AS generation, n + 5 AS n) FROM rollups WHERE project = 'p'",
    );
    expect(await store.totals("traces", { stepMs: hourMs })).toEqual({ "": [2, 2] });
    await store.send([span(t0 + 6 * hourMs, { trace_id: "e", span_id: "e" })]);
    await store.rollUp(t0 + 9 * hourMs);
    await store.send([span(t0 + 10 * hourMs, { trace_id: "f", span_id: "f" })]);
    await store.rollUp(t0 + 13 * hourMs);
    expect(await store.totals("traces", { stepMs: hourMs })).toEqual({ "": [4, 4] });
    const [row] = await store.clickhouse.rows<{ n: number }>(
      "SELECT toUInt32(max(n)) AS n FROM rollups WHERE measure = 'errorRate'",
    );
    expect(row?.n).toBe(1);
  });

  test("spans long after the root count with it when it lasted as long, and by themselves when not", async () => {
    const call = { kind: "chat", model: "m", input_tokens: 10 };
    await store.send([
      span(t0, { trace_id: "long", span_id: "r", duration_ms: 5 * hourMs, name: "long" }),
      span(t0 + 4 * hourMs, { trace_id: "long", span_id: "c", parent_span_id: "r", status: "error", ...call }),
      span(t0, { trace_id: "short", span_id: "r", name: "short" }),
      span(t0 + 4 * hourMs, { trace_id: "short", span_id: "c", parent_span_id: "r", status: "error", ...call }),
      span(t0 + 5 * hourMs, { trace_id: "rootless", span_id: "c", parent_span_id: "r", ...call }),
    ]);
    const check = async () => {
      expect(await store.totals("errorRate", { groupBy: "route", stepMs: hourMs })).toEqual({
        long: [1, 1],
        short: [0, 1],
      });
      expect(await store.totals("tokens", { groupBy: "route", stepMs: hourMs })).toEqual({
        long: [10, 1],
        "": [20, 2],
      });
      expect(await store.totals("tokens", { groupBy: "route", stepMs: hourMs }, { toMs: t0 + hourMs })).toEqual({
        long: [10, 1],
      });
      expect(
        await store.totals("tokens", { stepMs: hourMs }, { fromMs: t0 + 4 * hourMs, toMs: t0 + 5 * hourMs }),
      ).toEqual({ "": [10, 1] });
    };
    await check();
    await store.rollUp(t0 + 10 * hourMs);
    await check();
  });

  test(
    "sent twice, in any order, late, across a restart: every signal is as if sent once",
    async () => {
      const random = generator(42);
      const { spans, scores } = randomTraffic(random, 120);
      const names = [
        "latencyMs",
        "errorRate",
        "safetyFlags",
        "tokens",
        "costUsd",
        "timeToFirstTokenMs",
        "toolErrorRate",
        "feedback",
        "score.quality",
      ];
      const views: SignalQuery[] = [
        { stepMs: 10 * minuteMs },
        { stepMs: 15 * minuteMs, groupBy: "model" },
        { stepMs: hourMs, groupBy: "route" },
        { stepMs: hourMs, environment: "staging", tool: "search", release: ["1.0", "1.1"] },
      ];
      const everything = async () => {
        const asked = names.flatMap((name) => views.map((view) => ({ name, view })));
        const range = { fromMs: t0 - hourMs, toMs: t0 + dayMs };
        const answers = await Promise.all(asked.map(({ name, view }) => store.signals.series("p", name, view, range)));
        return answers.map((answer, index) => ({ ...asked[index], series: answer?.series }));
      };
      await store.send(spans);
      await store.give(scores);
      vi.setSystemTime(t0 + dayMs);
      const once = await everything();
      for (const table of ["spans", "scores"]) await store.clickhouse.command(`TRUNCATE TABLE ${table}`);

      // Most in order; some only three days later; everything once more in another order, earlier versions of some before.
      const isLate = new Set(spans.filter(() => random() < 0.1));
      await store.send(
        spans
          .filter((row) => !isLate.has(row))
          .map((row) =>
            random() < 0.2
              ? { ...row, model: "old", duration_ms: 1, status: "ok" as const, ingested_at: row.ingested_at - 1 }
              : row,
          ),
      );
      await store.give(
        scores.map((row) => ({ ...row, time: row.time + 2 * hourMs, score: 0.9, ingested_at: row.ingested_at - 1 })),
      );
      await store.rollUp(t0 + 15 * hourMs);
      await store.rollUp(t0 + 30 * hourMs);
      await store.restart();
      const again = t0 + 72 * hourMs;
      vi.setSystemTime(again);
      await store.send(shuffled(spans, random).map((row) => ({ ...row, ingested_at: again })));
      await store.send(
        shuffled(spans, random)
          .slice(0, 100)
          .map((row) => ({ ...row, ingested_at: again + 1 })),
      );
      await store.give(shuffled(scores, random).map((row) => ({ ...row, ingested_at: again })));
      expect(await everything()).toEqual(once);
      await store.rollUp(again + 2 * minuteMs);
      await store.rollUp(again + 4 * minuteMs);
      expect(await store.rolledHours()).toBeGreaterThan(10);
      await store.restart();
      expect(await everything()).toEqual(once);
    },
    patienceMs,
  );
});

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { score, span } from "../fixtures/rows.ts";
import { TestSignals } from "../fixtures/store.ts";
import { dayMs, hourMs, minuteMs, t0 } from "../fixtures/times.ts";
import { twoTraces, twoTracesScores } from "../fixtures/two-traces.ts";

let store: TestSignals;
beforeAll(async () => {
  store = await new TestSignals().open();
});
afterAll(() => store.remove());
afterEach(() => store.empty());

describe("the overview", () => {
  const range = { fromMs: t0, toMs: t0 + dayMs };

  test("says that nothing has arrived, and then what did", async () => {
    vi.setSystemTime(t0 + dayMs);
    const before = await store.signals.overview("p", {}, range);
    expect(before).toMatchObject({ receiving: false, sentence: "No span has arrived yet.", releases: [], inbox: [] });
    await store.send(twoTraces());
    await store.give(twoTracesScores());
    await store.send([span(t0 - hourMs, { trace_id: "before", span_id: "x" })]);
    store.markers.push({ release: "1.1", time: new Date(t0 + 90 * minuteMs).toISOString(), note: "new prompt" });
    const overview = await store.signals.overview("p", {}, range);
    expect(overview.receiving).toBe(true);
    expect(overview.sentence).toBe("The application has too few traces to judge: 2 traces in 24 h, 50% with errors.");
    expect(overview.stepMs).toBe(hourMs);
    const errors = overview.signals.find(({ name }) => name === "errorRate");
    expect(errors).toMatchObject({
      value: 0.5,
      n: 2,
      before: { value: 0, n: 1 },
      points: [
        [t0, 1, 1],
        [t0 + hourMs, 0, 1],
      ],
    });
    expect(overview.signals.map(({ name }) => name)).toContain("score.helpfulness");
    expect(overview.releases).toEqual([
      {
        release: "1.1",
        firstSeenMs: t0 + 70 * minuteMs,
        note: "new prompt",
        traces: 1,
        errorRate: 0,
        latencyP95Ms: 500,
        costUsdPerTrace: expect.closeTo(0.01),
      },
      {
        release: "1.0",
        firstSeenMs: t0 - hourMs,
        traces: 1,
        errorRate: 1,
        latencyP95Ms: 2000,
        costUsdPerTrace: expect.closeTo(0.05),
      },
    ]);
    const silent = await store.signals.overview("p", { environment: "staging" }, range);
    expect(silent).toMatchObject({ receiving: true, sentence: "Staging is silent: no trace started in 24 h." });
  });

  test("what asks for a person: a line for each kind, until it is marked as done", async () => {
    await store.send(twoTraces());
    await store.send([
      span(t0 + 3 * hourMs, { trace_id: "c", span_id: "c0" }),
      span(t0 + 3 * hourMs, {
        trace_id: "c",
        span_id: "c1",
        parent_span_id: "c0",
        name: "support.chat",
        status: "error",
        status_message: "order 18 is not known",
      }),
    ]);
    await store.give(twoTracesScores());
    const { inbox } = await store.signals.overview("p", {}, range);
    expect(inbox.map(({ kind, title, traceId, traces }) => ({ kind, title, traceId, traces }))).toEqual([
      { kind: "error", title: "support.chat failed: order 18 is not known", traceId: "c", traces: 2 },
      { kind: "feedback", title: "thumbs: “that is not my order”", traceId: "a".repeat(32), traces: 1 },
      { kind: "safety", title: "email found in support.chat", traceId: "a".repeat(32), traces: 1 },
    ]);
    const error = inbox[0]?.id ?? "";
    await store.give([
      score(t0 + 4 * hourMs, {
        id: "done",
        trace_id: "c",
        name: "reviewed",
        score: 1,
        metadata: JSON.stringify({ inbox: error }),
      }),
    ]);
    expect((await store.signals.overview("p", {}, range)).inbox.map(({ kind }) => kind)).toEqual([
      "feedback",
      "safety",
    ]);
    expect(await store.totals("feedback", {})).toEqual({ "": [expect.closeTo(2 / 3), 3] });
    await store.send([
      span(t0 + 5 * hourMs, { trace_id: "d", span_id: "d0", status: "error", status_message: "order 19 is not known" }),
    ]);
    expect((await store.signals.overview("p", {}, range)).inbox[0]).toMatchObject({
      id: error,
      traceId: "d",
      traces: 1,
    });
  });

  test("of hours that are rolled up says the same, also of traces across the border, and of what happens or changes later", async () => {
    const failed = { status: "error" as const, status_message: "order 17 is not known" };
    for (let hour = 0; hour < 20; hour++) {
      await store.send([
        span(t0 + hour * hourMs + 5 * minuteMs, { trace_id: `e${hour}`, span_id: "r", ...failed }),
        span(t0 + hour * hourMs + 50 * minuteMs, { trace_id: `l${hour}`, span_id: "r", duration_ms: 20 * minuteMs }),
        // Goes on into the next hour.
        span(t0 + hour * hourMs + 55 * minuteMs, {
          trace_id: `l${hour}`,
          span_id: "a",
          parent_span_id: "r",
          ...failed,
        }),
        span(t0 + hour * hourMs + 65 * minuteMs, {
          trace_id: `l${hour}`,
          span_id: "b",
          parent_span_id: "r",
          ...failed,
          detections: { email: 1 },
        }),
      ]);
    }
    vi.setSystemTime(t0 + 21 * hourMs);
    const inbox = async () => (await store.signals.overview("p", {}, { fromMs: t0, toMs: t0 + dayMs })).inbox;
    const fromSpans = await inbox();
    expect(fromSpans).toMatchObject([
      { kind: "error", traces: 40, traceId: "l19" },
      { kind: "safety", traces: 20, traceId: "l19" },
    ]);
    await store.rollUp(t0 + 14 * hourMs);
    vi.setSystemTime(t0 + 21 * hourMs);
    expect(await inbox()).toEqual(fromSpans);
    expect(await inbox()).toEqual(fromSpans);
    await store.rollUp(t0 + 21 * hourMs);
    expect(await inbox()).toEqual(fromSpans);
    // Late: its hour is read from the spans until the next turn.
    const late = span(t0 + 3 * hourMs, { trace_id: "late", span_id: "r", ...failed, ingested_at: t0 + 21 * hourMs });
    await store.send([late]);
    expect(await inbox()).toMatchObject([{ traces: 41 }, { traces: 20 }]);
    await store.rollUp(t0 + 22 * hourMs);
    expect(await inbox()).toMatchObject([{ traces: 41 }, { traces: 20 }]);
  });
});

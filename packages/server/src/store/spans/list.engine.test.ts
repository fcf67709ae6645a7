import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  day,
  listed,
  noonMs,
  openTestStore,
  query,
  score,
  span,
  spanId,
  traceId,
  type TestStore,
} from "./fixtures/store.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
  await store.put([
    span(1, {
      name: "refund",
      at: 1000,
      duration_ms: 5000,
      session_id: "s1",
      user_id: "ana",
      environment: "production",
      release: "1.0.0",
      input: JSON.stringify({
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Where is  my\nrefund?" },
        ],
      }),
      output: JSON.stringify("In five Geschäftstage, 東京 says"),
      attributes: { "app.tenant": '"acme"', "app.n": "3" },
    }),
    // The wrapper repeats what the call below it used.
    span(1, { span: 2, below: 1, kind: "agent", at: 1010, input_tokens: 100, output_tokens: 10, cost_usd: 0.3 }),
    span(1, { span: 5, below: 2, at: 1011 }),
    span(1, {
      span: 3,
      below: 5,
      kind: "chat",
      at: 1020,
      model: "gpt-4.1",
      input_tokens: 60,
      output_tokens: 6,
      cached_input_tokens: 5,
      cost_usd: 0.1,
      time_to_first_token_ms: 12,
    }),
    span(1, {
      span: 4,
      below: 2,
      kind: "chat",
      at: 2020,
      model: "gpt-4.1-mini",
      input_tokens: 40,
      output_tokens: 4,
      cost_usd: 0.2,
      time_to_first_token_ms: 9,
    }),
    span(2, {
      name: "status",
      at: 2000,
      duration_ms: 50,
      environment: "staging",
      input: '"Where is order_8812?"',
      user_id: "li",
    }),
    span(2, {
      span: 2,
      below: 1,
      kind: "tool",
      tool: "look_up",
      at: 2010,
      status: "error",
      tool_error: 1,
      status_message: "no such order",
    }),
    span(3, {
      name: "refund",
      at: 3000,
      status: "error",
      refusal: 1,
      detections: { email: 2 },
      session_id: "s1",
      input: '"not json',
    }),
    span(4, { span: 7, below: 6, name: "orphan", at: 4000, duration_ms: 30, fallback: 1, cost_usd: 1 }),
    span(4, { span: 8, below: 7, at: 4100, duration_ms: 100 }),
    span(1, { project: "two", name: "foreign", at: 1500, user_id: "ana", session_id: "s1" }),
  ]);
  await store.putScores([
    score(1, { score: 0.25 }),
    score(1, { name: "thumbs", source: "user", feedback: 1, score: 1 }),
    score(2, { score: 0.75, value: '"good"' }),
    score(2, { name: "thumbs", source: "user", feedback: 1, score: 0, comment: "wrong" }),
    score(3, { name: "taken back", score: 1 }),
    score(3, { name: "taken back", score: 1, deleted: 1, ingested_at: noonMs + 1 }),
    score(4, { project: "two", score: 1 }),
  ]);
});
afterAll(() => store.remove());

describe("rows", () => {
  test("stand newest first, one for each trace, with what it adds up to; each call is counted once", async () => {
    const { traces, next } = await store.spans.list("one", query(), day);
    expect(next).toBeUndefined();
    expect(traces.map((row) => [row.route, row.complete])).toEqual([
      ["orphan", false],
      ["refund", true],
      ["status", true],
      ["refund", true],
    ]);
    expect(traces.at(-1)).toEqual({
      traceId: traceId(1),
      spanId: spanId(1),
      startTime: "2026-11-24T12:00:01.000Z",
      durationMs: 5000,
      status: "unset",
      route: "refund",
      complete: true,
      input: "Where is my refund?",
      output: "In five Geschäftstage, 東京 says",
      models: ["gpt-4.1", "gpt-4.1-mini"],
      spans: 5,
      errors: 0,
      toolCalls: 0,
      toolErrors: 0,
      usage: { inputTokens: 100, outputTokens: 10, cachedInputTokens: 5 },
      costUsd: 0.3,
      timeToFirstTokenMs: 12,
      sessionId: "s1",
      userId: "ana",
      environment: "production",
      release: "1.0.0",
      refusal: false,
      fallback: false,
      detections: [],
      scores: [
        { name: "helpfulness", score: 0.25 },
        { name: "thumbs", score: 1 },
      ],
      feedback: [{ name: "thumbs", score: 1 }],
    });
  });

  test("without a root show the earliest span and how long the trace has lasted so far", async () => {
    const { traces } = await store.spans.list("one", query({ route: "orphan" }), day);
    expect(traces[0]).toMatchObject({ spanId: spanId(7), durationMs: 200, spans: 2, usage: {}, costUsd: 1 });
  });

  test("tolerate what is no JSON, and show no score that was taken back", async () => {
    const { traces } = await store.spans.list("one", query({ flag: "email" }), day);
    expect(traces).toMatchObject([{ input: "not json", scores: [], detections: ["email"], refusal: true }]);
  });
});

describe("filters", () => {
  const cases: [string, Parameters<typeof listed>[1], number[]][] = [
    ["status error: any span failed", { status: "error" }, [3, 2]],
    ["status ok: none failed", { status: "ok" }, [4, 1]],
    ["route", { route: "refund" }, [3, 1]],
    ["several values are any of them", { route: ["status", "orphan"] }, [4, 2]],
    ["environment", { environment: "staging" }, [2]],
    ["release", { release: ["1.0.0", "2.0.0"] }, [1]],
    ["model of any span", { model: "gpt-4.1-mini" }, [1]],
    ["tool", { tool: "look_up" }, [2]],
    ["kind", { kind: ["chat", "tool"] }, [2, 1]],
    ["session", { session: "s1" }, [3, 1]],
    ["user", { user: "ana" }, [1]],
    ["two at once", { session: "s1", status: "error" }, [3]],
    ["session and user, though indexed both", { session: "s1", user: "ana" }, [1]],
    ["text in an output, case aside", { text: "geschäftstage FIVE" }, [1]],
    ["text inside JSON", { text: "refund" }, [1]],
    ["text by character where words are not parted", { text: "東京" }, [1]],
    ["text with a line end before the word", { text: "my refund" }, [1]],
    ["identifiers", { text: "order_8812" }, [2]],
    ["text is whole words, no parts of them", { text: "refun" }, []],
    ["text without a word", { text: "?!" }, []],
    ["score by name", { score: "helpfulness" }, [2, 1]],
    ["score compared", { score: "helpfulness<0.5" }, [1]],
    ["scores compared, any", { score: ["helpfulness<0.5", "helpfulness>=0.75"] }, [2, 1]],
    ["scores that were taken back", { score: "taken back" }, []],
    ["feedback any", { feedback: "any" }, [2, 1]],
    ["feedback negative", { feedback: "negative" }, [2]],
    ["feedback positive", { feedback: "positive" }, [1]],
    ["feedback compared; a system's score is none", { feedback: ["thumbs<=0", "helpfulness"] }, [2]],
    ["flag refusal", { flag: "refusal" }, [3]],
    ["flags, any", { flag: ["fallback", "toolError"] }, [4, 2]],
    ["flag safety", { flag: "safety" }, [3]],
    ["attribute text", { attribute: "app.tenant=acme" }, [1]],
    ["attribute number", { attribute: "app.n=3" }, [1]],
    ["attribute that no span has", { attribute: "app.tenant=other" }, []],
    ["slower than", { minLatencyMs: 200 }, [4, 1]],
    ["faster than", { maxLatencyMs: 99 }, [2]],
    ["dearer than, calls counted once", { minCostUsd: 0.3 }, [4, 1]],
    ["dearer than what it would cost counted twice", { minCostUsd: 0.31 }, [4]],
    ["values are never SQL", { route: "') OR 1 = 1 --", attribute: "a'b={x:String}", user: "\\" }, []],
  ];
  test.each(cases)("%s", async (_name, fields, expected) => {
    expect(await listed(store, fields)).toEqual(expected);
    const { bars } = await store.spans.histogram("one", fields ?? {}, day);
    expect(bars.reduce((sum, bar) => sum + bar.traces, 0)).toBe(expected.length);
  });

  test.each([{ score: "x<" }, { score: "<0.5" }, { attribute: "no value" }])(
    "what cannot be read is a clear 400: %j",
    async (fields) => {
      await expect(store.spans.list("one", query(fields), day)).rejects.toMatchObject({
        status: 400,
        code: "bad-filter",
      });
    },
  );
});

describe("a filter that many traces pass", () => {
  const many = 2_600;

  beforeAll(async () => {
    // One in 26 minutes, over 47 days.
    const rows = Array.from({ length: many }, (_, n) =>
      span(n + 1, {
        project: "many",
        at: -n * 1_560_000,
        input: '"Where is my refund?"',
        ...(n % 2 === 0 ? { user_id: "bot" } : {}),
      }),
    );
    await store.put(rows);
  });

  const wide = { fromMs: noonMs - 60 * 86_400_000, toMs: day.toMs };

  test("is answered page by page, newest first, and counted whole", async () => {
    expect(await listed(store, { text: "refund", limit: 5 }, wide, "many")).toEqual([1, 2, 3, 4, 5]);
    const first = await store.spans.list("many", query({ text: "refund", limit: 400 }), wide);
    const second = await store.spans.list(
      "many",
      query({ text: "refund", limit: 400, cursor: first.next ?? "" }),
      wide,
    );
    const numbers = [...first.traces, ...second.traces].map((row) => Number.parseInt(row.traceId, 16));
    expect(numbers).toEqual(Array.from({ length: 800 }, (_, n) => n + 1));
    const { bars } = await store.spans.histogram("many", { text: "refund" }, wide);
    expect(bars.reduce((sum, bar) => sum + bar.traces, 0)).toBe(many);
    expect(bars.length).toBeLessThanOrEqual(61);
    const { facets } = await store.spans.facets("many", { text: "refund", user: "bot" }, wide);
    expect(facets.find(({ name }) => name === "status")?.values).toEqual([{ value: "ok", traces: many / 2 }]);
  });

  test("long texts are cut to what an index takes", async () => {
    expect(await listed(store, { text: `${"refund ".repeat(200)} 東京` }, wide, "many")).toEqual([]);
    const characters = Array.from({ length: 300 }, (_, n) => String.fromCodePoint(0x4e00 + n));
    expect(await listed(store, { text: characters.join("") }, wide, "many")).toEqual([]);
    expect(await listed(store, { text: characters.join(" ") }, wide, "many")).toEqual([]);
    expect(await listed(store, { text: "refund ".repeat(200), limit: 1 }, wide, "many")).toEqual([1]);
  });
});

describe("pages", () => {
  beforeAll(async () => {
    // Ids in no order, several of the same start.
    await store.put(
      Array.from({ length: 120 }, (_, n) =>
        span(1000 + ((n * 77) % 1201), {
          project: "pages",
          at: -Math.floor(n / 3) * 600_000,
          duration_ms: n % 7,
          input_tokens: n % 5,
          cost_usd: n % 4 === 0 ? null : (n % 4) * 0.1,
        }),
      ),
    );
  });

  const wide = { fromMs: day.fromMs - 86_400_000, toMs: day.toMs };

  test.each(["time", "latency", "cost", "tokens"] as const)(
    "by %s: every trace once, largest first, however small the page",
    async (sort) => {
      const seen: string[] = [];
      const values: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.spans.list(
          "pages",
          query({ sort, limit: 7, ...(cursor === undefined ? {} : { cursor }) }),
          wide,
        );
        for (const row of page.traces) {
          seen.push(row.traceId);
          values.push(
            {
              time: Date.parse(row.startTime),
              latency: row.durationMs,
              cost: row.costUsd ?? -1,
              tokens: row.usage.inputTokens ?? 0,
            }[sort],
          );
        }
        cursor = page.next;
      } while (cursor !== undefined);
      expect(new Set(seen).size).toBe(120);
      expect(seen).toHaveLength(120);
      expect(values).toEqual(values.toSorted((a, b) => b - a));
    },
  );

  test("what arrives meanwhile moves nothing", async () => {
    const first = await store.spans.list("pages", query({ limit: 10 }), wide);
    const expected = await store.spans.list("pages", query({ limit: 20 }), wide);
    await store.put([span(5, { project: "pages", at: 5000 }), span(6, { project: "pages", at: 6000 })]);
    const second = await store.spans.list("pages", query({ limit: 10, cursor: first.next ?? "" }), wide);
    expect([...first.traces, ...second.traces].map((row) => row.traceId)).toEqual(
      expected.traces.map((row) => row.traceId),
    );
  });

  test("a cursor of nobody's making, or of another order, is a clear 400", async () => {
    const { next = "" } = await store.spans.list("pages", query({ limit: 10 }), wide);
    for (const fields of [{ cursor: "abc" }, { cursor: "" }, { cursor: next, sort: "cost" as const }]) {
      const failing = store.spans.list("pages", query(fields), wide);
      await expect(failing).rejects.toMatchObject({ status: 400, code: "bad-cursor" });
    }
  });
});

describe("time", () => {
  const hour = 3_600_000;
  const range = { fromMs: noonMs, toMs: noonMs + hour };

  beforeAll(async () => {
    await store.put([
      // Began before the range and goes on in it: no trace of the range.
      span(1, { project: "time", at: -30 * 60_000, duration_ms: 2 * hour }),
      span(1, { project: "time", span: 2, below: 1, at: 10 * 60_000, status: "error" }),
      // Long ago, but still running.
      span(2, { project: "time", at: -10 * hour, duration_ms: 11 * hour }),
      span(2, { project: "time", span: 2, below: 1, at: 20 * 60_000 }),
      // Begins in the range; fails hours after it.
      span(3, { project: "time", at: 30 * 60_000, duration_ms: 5 * hour }),
      span(3, { project: "time", span: 2, below: 1, at: 4 * hour, status: "error" }),
      // Its clock is behind its root's.
      span(4, { project: "time", at: 1 }),
      span(4, { project: "time", span: 2, below: 1, at: -20 }),
      span(5, { project: "time", at: hour }),
    ]);
  });

  test("a range holds the traces that start in it, whole", async () => {
    expect(await listed(store, {}, range, "time")).toEqual([3, 4]);
    expect(await listed(store, { status: "error" }, range, "time")).toEqual([3]);
    const { traces } = await store.spans.list("time", query(), range);
    expect(traces.map((row) => row.spans)).toEqual([2, 2]);
    const { bars } = await store.spans.histogram("time", {}, range);
    expect(bars.filter((bar) => bar.traces > 0)).toEqual([
      { timeMs: noonMs, traces: 1, errors: 0 },
      { timeMs: noonMs + 30 * 60_000, traces: 1, errors: 1 },
    ]);
  });

  test("a late root gives its trace its start, route and length", async () => {
    const below = span(9, { project: "late", span: 2, below: 1, at: 1000, name: "chat" });
    await store.put([below]);
    expect((await store.spans.list("late", query(), range)).traces).toMatchObject([
      { complete: false, route: "chat", spanId: spanId(2) },
    ]);
    await store.put([span(9, { project: "late", at: 500, name: "root", duration_ms: 700 })]);
    expect((await store.spans.list("late", query(), range)).traces).toMatchObject([
      { complete: true, route: "root", spanId: spanId(1), durationMs: 700, spans: 2 },
    ]);
  });

  test("where the root says nothing, the first question and the last answer of its model calls stand in the row", async () => {
    const chat = { project: "quiet", below: 1, kind: "chat" } as const;
    await store.put([
      span(40, { project: "quiet" }),
      span(40, { ...chat, span: 2, at: 5, input: '"Where is it?"', output: '"I look."' }),
      span(40, { project: "quiet", span: 3, below: 1, at: 8, kind: "tool", input: '{"order":1}', output: '"parcel"' }),
      span(40, { ...chat, span: 4, at: 20, input: '"parcel"', output: '"On its way."' }),
    ]);
    const { traces } = await store.spans.list("quiet", query(), day);
    expect(traces).toMatchObject([{ input: "Where is it?", output: "On its way." }]);
  });

  test("a span sent again is there once, in its newest version", async () => {
    const first = span(8, {
      project: "again",
      kind: "chat",
      model: "old",
      input_tokens: 5,
      cost_usd: 1,
      status: "error",
    });
    await store.put([first, first]);
    await store.put([first]);
    await store.put([
      { ...first, model: "new", input_tokens: 7, cost_usd: 2, status: "ok", ingested_at: first.ingested_at + 1 },
    ]);
    await store.put([first]);
    const { traces } = await store.spans.list("again", query(), range);
    expect(traces).toMatchObject([{ spans: 1, errors: 0, models: ["new"], usage: { inputTokens: 7 }, costUsd: 2 }]);
    expect(await listed(store, { model: "old" }, range, "again")).toEqual([]);
    expect((await store.spans.trace("again", traceId(8), { lean: false }))?.spans).toHaveLength(1);
  });
});

describe("facets", () => {
  const facets = async (fields = {}): Promise<Record<string, Record<string, number>>> => {
    const answer = await store.spans.facets("one", fields, day);
    return Object.fromEntries(
      answer.facets.map(({ name, values }) => [name, Object.fromEntries(values.map((one) => [one.value, one.traces]))]),
    );
  };

  test("count traces by value", async () => {
    expect(await facets()).toEqual({
      environment: { production: 1, staging: 1 },
      release: { "1.0.0": 1 },
      model: { "gpt-4.1": 1, "gpt-4.1-mini": 1 },
      route: { refund: 2, orphan: 1, status: 1 },
      tool: { look_up: 1 },
      status: { error: 2, ok: 2 },
      flag: { email: 1, fallback: 1, refusal: 1, safety: 1, toolError: 1 },
      score: { helpfulness: 2, thumbs: 2 },
      feedback: { any: 2, negative: 1, positive: 1 },
    });
  });

  test("each stands under all filters but its own", async () => {
    expect(await facets({ route: "refund" })).toMatchObject({
      route: { refund: 2, orphan: 1, status: 1 },
      status: { error: 1, ok: 1 },
      tool: {},
    });
    expect(await facets({ route: "refund", status: "ok", feedback: "positive" })).toMatchObject({
      route: { refund: 1 },
      status: { ok: 1 },
      feedback: { any: 1, positive: 1 },
      score: { helpfulness: 1, thumbs: 1 },
    });
    expect(await facets({ user: "ana" })).toMatchObject({ route: { refund: 1 } });
  });
});

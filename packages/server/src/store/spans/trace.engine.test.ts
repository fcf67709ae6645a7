import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  day,
  id,
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
});
afterAll(() => store.remove());

const whole = { lean: false };

describe("a trace", () => {
  beforeAll(async () => {
    await store.put([
      span(1, {
        name: "answer",
        kind: "agent",
        at: 0.25,
        duration_ms: 1500.5,
        status: "error",
        status_message: "too slow",
        session_id: "s1",
        user_id: "ana",
        environment: "production",
        release: "1.0.0",
        input: '{"q":[1,null]}',
        output: "broken {",
        attributes: {
          "app.n": "1",
          "app.broken": "{",
          "otel.events": '[{"name":"retry","time":"2026-11-24T12:00:02.000Z","attributes":{}}]',
        },
        detections: { email: 2 },
        refusal: 1,
      }),
      span(1, {
        span: 2,
        below: 1,
        kind: "chat",
        at: 10,
        model: "gpt-4.1",
        provider: "openai",
        messages: '[{"role":"user","content":"hi"}]',
        tool_calls: '[{"name":"look_up","arguments":{}}]',
        documents: '[{"id":"a"}]',
        input_tokens: 2 ** 53 - 1,
        cached_input_tokens: 0,
        cost_usd: 0.1,
        time_to_first_token_ms: 12.5,
      }),
      span(1, { project: "two", name: "foreign" }),
    ]);
    await store.putScores([
      score(1, { score: 0.5, time: noonMs + 5 }),
      score(1, {
        id: "c",
        name: "comment",
        source: "user",
        feedback: 1,
        comment: "wrong",
        time: noonMs + 4,
        span_id: spanId(2),
      }),
      score(1, {
        id: "v",
        name: "label",
        source: "reviewer",
        feedback: 1,
        value: '{"a":1}',
        metadata: '"m"',
        time: noonMs + 3,
      }),
      score(1, { id: "gone", score: 1 }),
      score(1, { id: "gone", score: 1, deleted: 1, ingested_at: noonMs + 9 }),
      score(2, { id: "early", score: 1 }),
    ]);
    const event = { project: "one", trace_id: traceId(1), ingested_at: noonMs };
    const logged = {
      ...event,
      span_id: spanId(1),
      id: "e1",
      name: "log",
      time: noonMs + 1000,
      body: '"said"',
      attributes: { "x.y": "2" },
    };
    await store.putEvents([
      logged,
      logged,
      { ...logged, id: "e2", span_id: spanId(99) },
      { ...logged, project: "two", id: "e3" },
    ]);
  });

  test("is told in canonical form, texts as JSON, with its log records among its events", async () => {
    const trace = await store.spans.trace("one", traceId(1), whole);
    expect(trace?.spans).toEqual([
      {
        traceId: traceId(1),
        spanId: spanId(1),
        name: "answer",
        kind: "agent",
        startTime: "2026-11-24T12:00:00.000Z",
        endTime: "2026-11-24T12:00:01.500Z",
        durationMs: 1500.5,
        status: { code: "error", message: "too slow" },
        input: { q: [1, null] },
        output: "broken {",
        sessionId: "s1",
        userId: "ana",
        environment: "production",
        release: "1.0.0",
        attributes: {
          "app.n": 1,
          "app.broken": "{",
          "otel.events": [
            { name: "log", time: "2026-11-24T12:00:01.000Z", body: "said", attributes: { "x.y": 2 } },
            { name: "retry", time: "2026-11-24T12:00:02.000Z", attributes: {} },
          ],
        },
        detections: { email: 2 },
        refusal: true,
      },
      {
        traceId: traceId(1),
        spanId: spanId(2),
        parentSpanId: spanId(1),
        name: "answer",
        kind: "chat",
        startTime: "2026-11-24T12:00:00.010Z",
        endTime: "2026-11-24T12:00:00.110Z",
        durationMs: 100,
        status: { code: "unset" },
        model: "gpt-4.1",
        provider: "openai",
        messages: [{ role: "user", content: "hi" }],
        toolCalls: [{ name: "look_up", arguments: {} }],
        documents: [{ id: "a" }],
        usage: { inputTokens: 2 ** 53 - 1, cachedInputTokens: 0 },
        costUsd: 0.1,
        timeToFirstTokenMs: 12.5,
        attributes: {},
      },
    ]);
  });

  test("scores are whatever has a value, feedback what people said; what was taken back is gone", async () => {
    const trace = await store.spans.trace("one", traceId(1), whole);
    expect(trace?.scores.map((one) => [one.id, one.score, one.value])).toEqual([
      ["v", undefined, { a: 1 }],
      ["score-1-helpfulness", 0.5, undefined],
    ]);
    expect(trace?.feedback).toEqual([
      {
        id: "v",
        traceId: traceId(1),
        name: "label",
        source: "reviewer",
        value: { a: 1 },
        metadata: "m",
        time: "2026-11-24T12:00:00.003Z",
      },
      {
        id: "c",
        traceId: traceId(1),
        spanId: spanId(2),
        name: "comment",
        source: "user",
        comment: "wrong",
        time: "2026-11-24T12:00:00.004Z",
      },
    ]);
  });

  test("lean leaves the texts out; spans are picked by id; a hint may be wrong", async () => {
    const lean = await store.spans.trace("one", traceId(1), { lean: true });
    expect(lean?.spans.map((one) => [one.input, one.messages, one.documents, one.attributes])).toEqual([
      [undefined, undefined, undefined, {}],
      [undefined, undefined, undefined, {}],
    ]);
    expect(lean?.spans[1]?.toolCalls).toHaveLength(1);
    const picked = await store.spans.trace("one", traceId(1), { lean: false, spanIds: [spanId(2).toUpperCase()] });
    expect(picked?.spans.map((one) => one.spanId)).toEqual([spanId(2)]);
    expect(picked?.scores).toHaveLength(2);
    for (const nearMs of [noonMs, noonMs + 400 * 86_400_000, 0]) {
      expect((await store.spans.trace("one", traceId(1), { lean: true, nearMs }))?.spans).toHaveLength(2);
    }
  });

  test("is unknown without a span or a score, and in another project", async () => {
    expect(await store.spans.trace("one", traceId(404), whole)).toBeUndefined();
    expect(await store.spans.trace("three", traceId(1), whole)).toBeUndefined();
    expect(await store.spans.trace("one", traceId(2), whole)).toMatchObject({ spans: [], scores: [{ id: "early" }] });
    expect(await store.spans.trace("one", traceId(1), { lean: false, spanIds: [spanId(404)] })).toMatchObject({
      spans: [],
    });
    expect((await store.spans.trace("two", traceId(1), whole))?.spans.map((one) => one.name)).toEqual(["foreign"]);
  });

  test("of 10,000 spans is read and listed whole", async () => {
    const rows = Array.from({ length: 10_000 }, (_, n) =>
      span(7, {
        project: "large",
        span: n + 1,
        ...(n === 0 ? {} : { below: Math.ceil(n / 10) }),
        at: n,
        input: JSON.stringify(`question ${n} `.repeat(20)),
        input_tokens: 1,
        cost_usd: 0.001,
      }),
    );
    for (let at = 0; at < rows.length; at += 5_000) await store.put(rows.slice(at, at + 5_000));
    const before = performance.now();
    const lean = await store.spans.trace("large", traceId(7), { lean: true, nearMs: noonMs });
    const leanMs = performance.now() - before;
    const full = await store.spans.trace("large", traceId(7), whole);
    process.stdout.write(
      `10,000 spans: lean ${leanMs.toFixed(0)} ms, whole ${(performance.now() - before - leanMs).toFixed(0)} ms\n`,
    );
    expect(lean?.spans).toHaveLength(10_000);
    expect(full?.spans.at(-1)?.input).toContain("question 9999");
    // 9,000 leaves: the spans above them repeat nothing twice.
    const leaves = rows.length - new Set(rows.map((row) => row.parent_span_id)).size + 1;
    for (const sort of ["time", "cost", "tokens"] as const) {
      const { traces } = await store.spans.list("large", query({ sort }), day);
      expect(traces).toMatchObject([{ spans: 10_000, usage: { inputTokens: leaves }, costUsd: leaves / 1000 }]);
    }
    expect((await store.spans.list("large", query({ minCostUsd: leaves / 1000 }), day)).traces).toHaveLength(1);
    expect((await store.spans.list("large", query({ minCostUsd: leaves / 1000 + 0.001 }), day)).traces).toHaveLength(0);
  });
});

describe("sessions", () => {
  beforeAll(async () => {
    await store.put([
      ...[1, 2, 3].map((turn) =>
        span(100 + turn, {
          project: "talk",
          at: turn * 10_000,
          duration_ms: 500,
          session_id: "s1",
          user_id: turn === 1 ? "" : "ana",
          status: turn === 2 ? "error" : "ok",
          input: JSON.stringify(`question ${turn}`),
          output: JSON.stringify(`answer ${turn}`),
          cost_usd: 0.1,
          input_tokens: 10,
        }),
      ),
      // The root does not know its session.
      span(104, { project: "talk", at: 1_000 }),
      span(104, { project: "talk", span: 2, below: 1, at: 1_010, session_id: "s2" }),
      span(105, { project: "talk", at: 90_000 }),
      span(106, { project: "talk", at: -3 * 86_400_000, session_id: "s1" }),
      span(107, { project: "other", at: 0, session_id: "s1" }),
    ]);
    await store.putScores([
      score(102, { project: "talk", id: "f1", name: "thumbs", source: "user", feedback: 1, score: 0 }),
      score(0, { project: "talk", id: "f2", name: "nps", source: "user", feedback: 1, score: 9, session_id: "s1" }),
      score(0, { project: "other", id: "f3", name: "nps", source: "user", feedback: 1, score: 9, session_id: "s1" }),
    ]);
  });

  test("are listed newest first with what their traces of the range add up to", async () => {
    const { sessions, next } = await store.spans.sessions("talk", query(), day);
    expect(next).toBeUndefined();
    expect(sessions.map((one) => one.sessionId)).toEqual(["s1", "s2"]);
    expect(sessions[0]).toEqual({
      sessionId: "s1",
      startTime: "2026-11-24T12:00:10.000Z",
      endTime: "2026-11-24T12:00:30.500Z",
      traces: 3,
      errors: 1,
      usage: { inputTokens: 30 },
      costUsd: 0.3,
      userId: "ana",
      firstInput: "question 1",
      lastOutput: "answer 3",
    });
  });

  test.each(["time", "latency", "cost", "tokens"] as const)("come a page at a time, by %s", async (sort) => {
    const first = await store.spans.sessions("talk", query({ sort, limit: 1 }), day);
    expect(first.sessions.map((one) => one.sessionId)).toEqual(["s1"]);
    const second = await store.spans.sessions("talk", query({ sort, limit: 1, cursor: first.next ?? "" }), day);
    expect(second).toMatchObject({ sessions: [{ sessionId: "s2" }] });
    expect(second.next).toBeUndefined();
  });

  test("a list's cursor is not one of sessions", async () => {
    const { next = "" } = await store.spans.list("talk", query({ limit: 1 }), day);
    await expect(store.spans.sessions("talk", query({ cursor: next }), day)).rejects.toMatchObject({
      code: "bad-cursor",
    });
  });

  test("a session holds all its traces in order, and the feedback on them and on itself", async () => {
    const session = await store.spans.session("talk", "s1");
    expect(session?.traces.map((row) => Number.parseInt(row.traceId, 16))).toEqual([106, 101, 102, 103]);
    expect(session?.feedback.map((one) => one.id)).toEqual(["f1", "f2"]);
    expect((await store.spans.session("talk", "s2"))?.traces).toMatchObject([{ spanId: spanId(1), spans: 2 }]);
    expect(await store.spans.session("talk", "s3")).toBeUndefined();
  });
});

test("every statement is bound to the project", async () => {
  const seen: { sql: string; project: unknown }[] = [];
  const { createSpans } = await import("./index.ts");
  const spans = createSpans(
    {
      ...store.clickhouse,
      rows: async (sql, options) => {
        seen.push({ sql, project: options?.parameters?.["project"] });
        return await store.clickhouse.rows(sql, options);
      },
    },
    () => Promise.resolve({ fromMs: noonMs - 4 * 3_600_000, beforeMs: noonMs, stale: [noonMs - 2 * 3_600_000] }),
  );
  const filters = {
    score: "a<1",
    feedback: "any",
    text: "x",
    session: "s",
    user: "u",
    attribute: "a=b",
    minCostUsd: 1,
  };
  for (const fields of [{}, filters]) {
    for (const sort of ["time", "cost", "tokens"] as const) await spans.list("mine", query({ ...fields, sort }), day);
    await spans.histogram("mine", fields, day);
    await spans.facets("mine", fields, day);
    await spans.sessions("mine", query(fields), day);
  }
  await spans.trace("mine", id(32, 1), { lean: false, nearMs: noonMs });
  await spans.session("mine", "s");
  expect(seen.length).toBeGreaterThan(20);
  for (const { sql, project } of seen) {
    expect(project).toBe("mine");
    // Every reading of a table stands with the condition of its own.
    const readings = sql.match(/FROM (?:spans|scores|span_events)\b/g) ?? [];
    const bound =
      sql.match(/FROM (?:spans|scores|span_events)(?: FINAL)?\s+(?:PRE)?WHERE project = \{project:String\}/g) ?? [];
    expect(bound).toHaveLength(readings.length);
    expect(readings.length).toBeGreaterThan(0);
  }
});

import { expect, test } from "vitest";
import { canonicalSpan, decodeOtlpJson, type Span } from "../../trace/index.ts";
import { sentSpans } from "./canonical.ts";
import { endOf, movedCopy, requestOf } from "./otlp-json.ts";

const base = {
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  name: "answer",
  startTime: "2026-11-24T10:00:00.123Z",
  endTime: "2026-11-24T10:00:01.373Z",
  durationMs: 1250.5,
  status: { code: "ok" },
  attributes: {},
} as const satisfies Omit<Span, "kind">;

const spans: [string, Span][] = [
  ["nothing but times", { ...base, kind: "other" }],
  [
    "a model call",
    {
      ...base,
      kind: "chat",
      parentSpanId: "00f067aa0ba902b8",
      model: "gpt-4.1",
      provider: "openai",
      messages: [
        { role: "user", content: "Where is my refund?" },
        { role: "assistant", content: "Within 5 business days." },
      ],
      input: "Where is my refund?",
      output: "Within 5 business days.",
      usage: { inputTokens: 12, outputTokens: 7, cachedInputTokens: 4, reasoningTokens: 2 },
      costUsd: 0.00125,
      timeToFirstTokenMs: 250,
      sessionId: "s-1",
      userId: "u-1",
      environment: "production",
      release: "v2",
      attributes: { "app.tenant": "acme", "resource.service.name": "support", "otel.scope.name": "assistant" },
    },
  ],
  [
    "a tool that failed",
    {
      ...base,
      kind: "tool",
      status: { code: "error", message: "no such order" },
      toolCalls: [{ id: "c1", name: "refund", arguments: { order: "8812" }, result: "null", error: "no such order" }],
      input: { order: "8812" },
      output: "null",
    },
  ],
  [
    "a retrieval",
    {
      ...base,
      kind: "retrieval",
      input: "refund times",
      documents: [{ id: "d1", text: "5 business days", score: 0.5 }],
      output: [{ id: "d1", text: "5 business days", score: 0.5 }],
    },
  ],
  ["a guardrail", { ...base, kind: "guardrail", input: "[1", output: { allowed: true, list: [1, "2", null] } }],
  [
    "a model on a span of no kind, and an event",
    {
      ...base,
      kind: "other",
      model: "m",
      attributes: {
        deep: { list: [1, 2.5, true, "x"] },
        "otel.events": [{ name: "e", time: "2026-11-24T10:00:00.500Z", attributes: { n: 1 } }],
      },
    },
  ],
];

test.each(spans)("a canonical span comes back as it was: %s", (_, span) => {
  const request = JSON.parse(JSON.stringify(requestOf(sentSpans([span])))) as unknown;
  const { spans: raw, rejected } = decodeOtlpJson(request);
  expect(rejected).toEqual([]);
  const back = raw.map(canonicalSpan);
  // Seven digits after the second are not kept by the ISO form: the end is the start and the duration.
  expect(back).toEqual([{ ...span, endTime: back[0]?.endTime }]);
});

test("moving a span moves its start, end and events by the same time", () => {
  const span = {
    startTimeUnixNano: "1700000000000000000",
    endTimeUnixNano: 1_700_000_001_000,
    events: [{ name: "e", timeUnixNano: "1700000000500000000" }, { name: "no time" }],
  };
  const moved = movedCopy({ ...span, endTimeUnixNano: "1700000001000000000" }, 5n);
  expect(moved).toMatchObject({
    startTimeUnixNano: "1700000000000000005",
    endTimeUnixNano: "1700000001000000005",
    events: [{ timeUnixNano: "1700000000500000005" }, { timeUnixNano: undefined }],
  });
  expect(endOf(moved)).toBe(1_700_000_001_000_000_005n);
  expect(endOf({ startTimeUnixNano: "7", endTimeUnixNano: "0" })).toBe(7n);
  expect(endOf({})).toBeUndefined();
});

test("spans of one resource and scope go together again", () => {
  const [a, b] = [{ attributes: [] }, { attributes: [] }];
  const scope = {};
  const request = requestOf([
    { resource: a, scope, span: { n: 1 } },
    { resource: a, scope, span: { n: 2 } },
    { resource: a, scope: {}, span: { n: 3 } },
    { resource: b, scope, span: { n: 4 } },
  ]);
  expect(request.resourceSpans.map(({ scopeSpans }) => scopeSpans?.map(({ spans: own }) => own?.length))).toEqual([
    [2, 1],
    [1],
  ]);
});

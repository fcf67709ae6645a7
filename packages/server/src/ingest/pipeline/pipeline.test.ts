import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "goldloop/error";
import type { RawSpan } from "goldloop/trace";
import type { ProjectSettings } from "../../store/postgres/projects.ts";
import type { ScoreRow, SpanEventRow, SpanRow } from "../../store/spans/row.ts";
import { stamp, type Lines } from "./lines.ts";
import { createPipeline, type Work } from "./pipeline.ts";

const nowMs = Date.parse("2026-11-24T12:00:00Z");
const project: ProjectSettings = {
  projectId: "p1",
  retentionDays: 30,
  redaction: { action: "mask", key: "project-key" },
  prices: [],
  version: "1",
};

function rowsOf<Row>(lines: Lines): Row[] {
  stamp(lines, 0, lines.ends.length, nowMs);
  return Buffer.from(lines.bytes)
    .toString("utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row);
}

function run(work: Work, settings: Partial<ProjectSettings> = {}, maxSpanBytes = 10_000_000) {
  const pipeline = createPipeline({ maxSpanBytes });
  pipeline.configure({ ...project, ...settings });
  const { spans, scores, events, rejected, ignored } = pipeline.run(work, "p1", nowMs);
  return {
    spans: rowsOf<SpanRow>(spans),
    scores: rowsOf<ScoreRow>(scores),
    events: rowsOf<SpanEventRow>(events),
    rejected,
    ignored,
    lines: spans,
  };
}

function span(over: Partial<RawSpan> = {}): RawSpan {
  const startNanos = BigInt(nowMs - 60_000) * 1_000_000n;
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    parentSpanId: undefined,
    name: "answer",
    kind: 1,
    startNanos,
    endNanos: startNanos + 250_500_000n,
    attributes: {},
    events: [],
    links: [],
    status: { code: 0, message: "" },
    resource: { attributes: {} },
    scope: { name: "", version: "", attributes: {} },
    ...over,
  };
}

const one = (over: Partial<RawSpan>, settings?: Partial<ProjectSettings>): SpanRow => {
  const { spans, rejected } = run({ format: "spans", spans: [span(over)] }, settings);
  expect(rejected).toEqual([]);
  const [row] = spans;
  if (row === undefined) throw new Error("the span became no row");
  return row;
};

describe("a span becomes a row", () => {
  test("with its identity, times, fields, cost and remaining attributes as JSON", () => {
    const row = one({
      parentSpanId: "00f067aa0ba902b7",
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4.1",
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 100,
        "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"Where is it?"}]}]',
        "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"On its way."}]}]',
        "app.n": 1,
        "app.s": "x",
        "app.list": ["a", 2],
      },
    });
    expect(row).toMatchObject({
      project: "p1",
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      span_id: "b7ad6b7169203331",
      parent_span_id: "00f067aa0ba902b7",
      name: "answer",
      kind: "chat",
      start: (nowMs - 60_000) * 1000,
      duration_ms: 250.5,
      status: "unset",
      model: "gpt-4.1",
      provider: "openai",
      input: '"Where is it?"',
      output: '"On its way."',
      input_tokens: 1000,
      output_tokens: 100,
      refusal: 0,
      fallback: 0,
      tool_error: 0,
      detections: {},
      attributes: { "app.n": "1", "app.s": '"x"', "app.list": '["a",2]' },
      ingested_at: nowMs,
    });
    expect(row.cost_usd).toBeCloseTo(0.0028, 10);
    expect(row.cost_source).toMatch(/^sha256:/);
    expect(row.cached_input_tokens).toBeNull();
  });

  test("whose size is that of its line", () => {
    const { spans, lines } = run({ format: "spans", spans: [span(), span({ name: "näher" })] });
    expect(spans[0]?.size).toBeGreaterThan(500);
    expect(spans[1]?.size).toBe((spans[0]?.size ?? 0) + 0);
    expect(lines.ends[1]).toBe(lines.bytes.length);
  });

  test("a cost that the span states wins over its tokens", () => {
    const attributes = { "llm.cost.total": 0.5, "llm.model_name": "gpt-4.1", "llm.token_count.prompt": 1000 };
    expect(one({ attributes })).toMatchObject({ cost_usd: 0.5, cost_source: "span" });
  });

  test("own prices count from the day from which they are valid, history stays", () => {
    const attributes = {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "house-model",
      "gen_ai.usage.input_tokens": 1_000_000,
    };
    const prices = [
      { model: "house-model", inputUsdPerMillion: 1, outputUsdPerMillion: 1 },
      { model: "house-model", inputUsdPerMillion: 3, outputUsdPerMillion: 3, validFrom: "2026-11-20T00:00:00Z" },
      { model: "house-model", inputUsdPerMillion: 9, outputUsdPerMillion: 9, validFrom: "2026-12-01T00:00:00Z" },
    ];
    const before = BigInt(Date.parse("2026-11-10T00:00:00Z")) * 1_000_000n;
    const [now, then] = [one({ attributes }, { prices }), one({ attributes, startNanos: before }, { prices })];
    expect([now.cost_usd, then.cost_usd]).toEqual([3, 1]);
    expect(now.cost_source).not.toBe(then.cost_source);
  });

  test("an agent span, which repeats what its calls used, is not priced again", () => {
    const attributes = {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.request.model": "gpt-4.1",
      "gen_ai.usage.input_tokens": 1000,
    };
    expect(one({ attributes })).toMatchObject({ cost_usd: null, cost_source: "", input_tokens: 1000 });
  });

  test.each([
    [-1, null],
    [1e12, null],
    [2.4, 2],
    ["7", 7],
    ["NaN", null],
  ])("a count of tokens of %j is stored as %j", (given, stored) => {
    const attributes = { "gen_ai.request.model": "m", "gen_ai.usage.input_tokens": given };
    expect(one({ attributes }).input_tokens).toBe(stored);
  });

  test("lone surrogates become well-formed, in texts and keys", () => {
    const body = Buffer.from(
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [jsonSpan({ name: "PLACE" })] }] }] }).replaceAll(
        "PLACE",
        "a\\ud800b",
      ),
    );
    const { spans } = run({ format: "otlp-traces-json", body });
    expect(spans[0]?.name).toBe("a\ufffdb");
    const row = one({ attributes: { "k\udc00ey": "\ud800", long: "x".repeat(100) + "\ud83d" } });
    expect(JSON.stringify(row)).not.toMatch(/\\\\?u(?:d8|dc|d83)/i);
  });
});

describe("what is refused, one by one", () => {
  const at = (ms: number): Partial<RawSpan> => ({ startNanos: BigInt(ms) * 1_000_000n });
  test.each<[string, Partial<RawSpan>, string]>([
    ["a trace id of zeros", { traceId: "0".repeat(32) }, "trace id is not 16 bytes, or all zero"],
    ["a span id that is none", { spanId: "xyz" }, "span id is not 8 bytes, or all zero"],
    ["no start", at(0), "does not say when it starts"],
    ["older than the retention", at(nowMs - 31 * 86_400_000), "starts before the retention of 30 days"],
    ["far in the future", at(nowMs + 3_700_000), "starts more than an hour in the future"],
    ["too large", { attributes: { text: "é".repeat(600) } }, "larger than 1000 bytes"],
    [
      "too many attributes",
      { attributes: Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, 1])) },
      "more than 10000 attributes",
    ],
  ])("%s", (_, over, reason) => {
    const good = span({ spanId: "00000000000000aa" });
    const { spans, rejected } = run({ format: "spans", spans: [good, span(over), good] }, {}, 1000);
    expect(rejected).toEqual([{ index: 1, reason }]);
    expect(spans).toHaveLength(2);
  });

  test("half an hour ahead, and the last day of the retention, are taken", () => {
    const spans = [span(at(nowMs + 1_800_000)), span(at(nowMs - 29 * 86_400_000))];
    expect(run({ format: "spans", spans }).rejected).toEqual([]);
  });

  test("what is nested without end takes nothing along", () => {
    let deep: RawSpan["attributes"][string] = "x";
    for (let i = 0; i < 20_000; i++) deep = [deep];
    const { spans, rejected } = run({ format: "spans", spans: [span({ attributes: { deep } }), span()] });
    expect(rejected).toEqual([{ index: 0, reason: "is nested too deep or too long" }]);
    expect(spans).toHaveLength(1);
  });

  test("indexes count the items of the request, those without identity included", () => {
    const spans = [jsonSpan({ traceId: "00" }), jsonSpan({}), jsonSpan({ startTimeUnixNano: "1" })];
    const body = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
    const { rejected } = run({ format: "otlp-traces-json", body });
    expect(rejected.map(({ index }) => index)).toEqual([0, 2]);
  });
});

describe("nothing personal passes", () => {
  const secret = "ana.lopez@example.org";
  const phone = "+1 415-555-2671";
  const key = "sk-proj-a1B2c3D4e5F6g7H8i9J0k1L2";
  const planted = `${secret} ${phone} ${key}`;
  const everywhere = span({
    name: `call ${planted}`,
    attributes: {
      "openinference.span.kind": "LLM",
      "llm.model_name": `model ${secret}`,
      "llm.provider": `provider ${secret}`,
      "input.value": JSON.stringify({ question: planted, [secret]: "key", password: "hunter2!" }),
      "input.mime_type": "application/json",
      "output.value": planted,
      "llm.input_messages.0.message.role": "user",
      "llm.input_messages.0.message.content": planted,
      "llm.output_messages.0.message.role": `assistant ${secret}`,
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": `tool ${secret}`,
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": JSON.stringify({ to: planted }),
      "retrieval.documents.0.document.content": planted,
      "retrieval.documents.0.document.id": secret,
      "retrieval.documents.0.document.metadata": JSON.stringify({ author: planted }),
      "session.id": secret,
      "user.id": secret,
      "deployment.environment.name": `env ${secret}`,
      "service.version": `v ${secret}`,
      metadata: JSON.stringify({ nested: [{ mail: planted }] }),
      [`attribute.${secret}`]: planted,
      "app.number": 4_111_111_111_111_111,
      "app.list": [planted, { inner: planted }],
    },
    events: [{ name: `event ${secret}`, timeNanos: BigInt(nowMs) * 1_000_000n, attributes: { [secret]: planted } }],
    links: [{ traceId: "1".repeat(32), spanId: "2".repeat(16), attributes: { why: planted } }],
    status: { code: 2, message: `failed for ${planted}` },
    resource: { attributes: { "host.owner": planted, [secret]: 1, "deployment.environment": `x ${secret}` } },
    scope: { name: `scope ${secret}`, version: secret, attributes: { a: planted } },
  });
  const forms = [secret, secret.toUpperCase(), phone, "4155552671", key, "hunter2!", "4111111111111111"];

  test.each(["mask", "hash", "drop"] as const)("with %s, in any field, key, event, link or resource", (action) => {
    const { spans } = run({ format: "spans", spans: [everywhere] }, { redaction: { action, key: "k" } });
    const written = JSON.stringify(spans);
    for (const form of forms) expect(written).not.toContain(form);
    expect(spans[0]?.detections).toMatchObject({ email: expect.any(Number), phone: expect.any(Number) });
  });

  test("with keep nothing is changed, and it is counted all the same", () => {
    const kept = one(everywhere, { redaction: { action: "keep" } });
    expect(kept.user_id).toBe(secret);
    expect(kept.output).toContain(phone);
    expect(kept.detections).toMatchObject({ email: expect.any(Number), phone: expect.any(Number) });
    const masked = one(everywhere);
    expect(kept.detections).toEqual(masked.detections);
  });

  test("own patterns count and are redacted, short ones too", () => {
    const redaction = { action: "mask", patterns: [{ kind: "order", pattern: "O\\d{3}" }] } as const;
    const row = one({ attributes: { a: "O123", b: "about O124 now" } }, { redaction });
    expect(row.attributes).toEqual({ a: '"[order]"', b: '"about [order] now"' });
    expect(row.detections).toEqual({ order: 2 });
  });

  test("a text that stands in several fields is counted once", () => {
    const attributes = {
      "gen_ai.operation.name": "chat",
      "gen_ai.input.messages": JSON.stringify([{ role: "user", content: `I am ${secret}` }]),
      "app.copy": `I am ${secret}`,
    };
    expect(one({ attributes }).detections).toEqual({ email: 1 });
  });

  test("in scores and log records", () => {
    const score = {
      project: "p1",
      id: `fb-${secret}`,
      trace_id: "",
      span_id: "",
      session_id: secret,
      name: `name ${secret}`,
      source: "user" as const,
      feedback: 1 as const,
      score: 1,
      value: JSON.stringify({ [secret]: planted }),
      comment: planted,
      metadata: JSON.stringify({ mail: planted, password: "hunter2!" }),
      time: nowMs,
      deleted: 0 as const,
    };
    const { scores } = run({ format: "scores", scores: [score, { ...score, id: "fb-other@example.org" }] });
    const body = Buffer.from(
      JSON.stringify({
        resourceLogs: [
          {
            resource: { attributes: [{ key: secret, value: { stringValue: planted } }] },
            scopeLogs: [{ logRecords: [logRecord({ eventName: secret, body: { stringValue: planted } })] }],
          },
        ],
      }),
    );
    const { events } = run({ format: "otlp-logs-json", body });
    expect(events).toHaveLength(1);
    const written = JSON.stringify([scores, events]);
    for (const form of forms) expect(written).not.toContain(form);
    expect(scores[0]?.id).not.toBe(scores[1]?.id);
  });
});

describe("log records", () => {
  const evaluation = {
    eventName: "gen_ai.evaluation.result",
    attributes: [
      { key: "gen_ai.evaluation.name", value: { stringValue: "relevance" } },
      { key: "gen_ai.evaluation.score.value", value: { doubleValue: 0.75 } },
      { key: "gen_ai.evaluation.score.label", value: { stringValue: "good" } },
      { key: "gen_ai.evaluation.explanation", value: { stringValue: "on topic" } },
    ],
  };
  const logs = (...records: Record<string, unknown>[]): Work => ({
    format: "otlp-logs-json",
    body: Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] })),
  });

  test("an evaluation is a score, the same one when it comes again or as a span's event", () => {
    const { scores, events } = run(logs(logRecord(evaluation), logRecord(evaluation)));
    expect(events).toEqual([]);
    expect(scores[0]).toMatchObject({
      project: "p1",
      name: "relevance",
      score: 0.75,
      value: '"good"',
      comment: "on topic",
      source: "system",
      feedback: 0,
      time: nowMs - 1000,
    });
    expect(scores[1]).toEqual(scores[0]);
    const asEvent = run({
      format: "spans",
      spans: [
        span({
          events: [
            {
              name: "gen_ai.evaluation.result",
              timeNanos: BigInt(nowMs - 1000) * 1_000_000n,
              attributes: { "gen_ai.evaluation.name": "relevance", "gen_ai.evaluation.score.value": 0.75 },
            },
          ],
        }),
      ],
    });
    expect(asEvent.scores[0]?.id).toBe(scores[0]?.id);
  });

  test("one that belongs to no span is refused, one that does is kept with its body", () => {
    const { events, rejected } = run(
      logs(logRecord({ traceId: "", spanId: "" }), logRecord({ eventName: "gen_ai.choice", severityNumber: 9 })),
    );
    expect(rejected).toEqual([{ index: 0, reason: "belongs to no span" }]);
    expect(events).toMatchObject([
      {
        trace_id: "0af7651916cd43dd8448eb211c80319c",
        span_id: "b7ad6b7169203331",
        name: "gen_ai.choice",
        time: nowMs - 1000,
        attributes: { "otel.log.severity": "9" },
      },
    ]);
  });
});

describe("bodies that are not what they say", () => {
  const valid = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [jsonSpan({})] }] }] }));

  test.each<[string, Work["format"], Buffer]>([
    ["no JSON", "otlp-traces-json", Buffer.from('{"secret": oops')],
    ["JSON of another shape", "otlp-traces-json", Buffer.from('{"resourceSpans": 7}')],
    ["bytes that are no UTF-8", "otlp-traces-json", Buffer.from([0x22, 0xff, 0x22])],
    ["no protobuf", "otlp-traces-protobuf", Buffer.from("secret text")],
    ["no protobuf logs", "otlp-logs-protobuf", Buffer.from("secret text")],
  ])("%s: an InputError that quotes nothing", (_, format, body) => {
    const attempt = (): unknown => run({ format, body } as Work);
    expect(attempt).toThrow(InputError);
    expect(attempt).not.toThrow(/secret|oops/);
  });

  test("no bytes end in anything else, nor take long", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Work["format"]>(
          "otlp-traces-json",
          "otlp-traces-protobuf",
          "otlp-logs-json",
          "otlp-logs-protobuf",
        ),
        fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated(valid)),
        (format, body) => {
          try {
            run({ format, body } as Work);
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

function mutated(valid: Buffer): fc.Arbitrary<Uint8Array> {
  return fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy = Uint8Array.from(valid);
    for (const [at, byte] of changes) copy[at] = byte;
    return copy;
  });
}

function jsonSpan(over: Record<string, unknown>): Record<string, unknown> {
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    name: "answer",
    startTimeUnixNano: String(BigInt(nowMs - 1000) * 1_000_000n),
    endTimeUnixNano: String(BigInt(nowMs) * 1_000_000n),
    attributes: [{ key: "gen_ai.request.model", value: { stringValue: "gpt-4.1" } }],
    ...over,
  };
}

function logRecord(over: Record<string, unknown>): Record<string, unknown> {
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    timeUnixNano: String(BigInt(nowMs - 1000) * 1_000_000n),
    ...over,
  };
}

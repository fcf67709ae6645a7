import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalSpan, canonicalTrace, decodeOtlpJson, traceTotals } from "./index.ts";
import type { RawSpan, Span } from "./index.ts";
import type { Attributes } from "./otlp/raw.ts";

const start = 1_700_000_000_000_000_000n;

function raw(attributes: Attributes, fields: Partial<RawSpan> = {}): RawSpan {
  return {
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: "00f067aa0ba902b7",
    parentSpanId: undefined,
    name: "span",
    kind: 1,
    startNanos: start,
    endNanos: start + 1_234_567_800n,
    attributes,
    events: [],
    links: [],
    status: { code: 0, message: "" },
    resource: { attributes: {} },
    scope: { name: "", version: "", attributes: {} },
    ...fields,
  };
}

/** The fields that dialects fill, and what was left over. */
function read(attributes: Attributes, fields: Partial<RawSpan> = {}): Partial<Span> {
  const {
    traceId: _t,
    spanId: _s,
    name: _n,
    startTime: _a,
    endTime: _e,
    durationMs: _d,
    status: _u,
    parentSpanId: _p,
    ...rest
  } = canonicalSpan(raw(attributes, fields));
  return rest;
}

const event = (name: string, attributes: Attributes, afterMs = 0) => ({
  name,
  timeNanos: start + BigInt(afterMs * 1_000_000),
  attributes,
});

describe("canonicalSpan", () => {
  it("carries identity, times and status, and keeps everything that no field took", () => {
    const span = canonicalSpan(
      raw(
        { "http.route": "/chat", "error.type": "TimeoutError" },
        {
          name: "POST /chat",
          parentSpanId: "b7ad6b7169203331",
          status: { code: 2, message: "" },
          resource: {
            attributes: {
              "service.name": "shop",
              "service.version": "v2",
              "deployment.environment.name": "production",
            },
          },
          scope: { name: "app", version: "1.0", attributes: {} },
          events: [event("exception", { "exception.message": "model timed out" }, 5)],
          links: [{ traceId: "a".repeat(32), spanId: "b".repeat(16), attributes: {} }],
        },
      ),
    );
    expect(span).toEqual({
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "00f067aa0ba902b7",
      parentSpanId: "b7ad6b7169203331",
      name: "POST /chat",
      kind: "other",
      startTime: "2023-11-14T22:13:20.000Z",
      endTime: "2023-11-14T22:13:21.234Z",
      durationMs: 1234.5678,
      status: { code: "error", message: "model timed out" },
      environment: "production",
      release: "v2",
      attributes: {
        "http.route": "/chat",
        "error.type": "TimeoutError",
        "resource.service.name": "shop",
        "resource.service.version": "v2",
        "resource.deployment.environment.name": "production",
        "otel.scope.name": "app",
        "otel.scope.version": "1.0",
        "otel.events": [
          {
            name: "exception",
            time: "2023-11-14T22:13:20.005Z",
            attributes: { "exception.message": "model timed out" },
          },
        ],
        "otel.links": [{ traceId: "a".repeat(32), spanId: "b".repeat(16), attributes: {} }],
      },
    });
  });

  it("counts a span without an end as ended when it started", () => {
    expect(canonicalSpan(raw({}, { endNanos: 0n }))).toMatchObject({
      durationMs: 0,
      endTime: "2023-11-14T22:13:20.000Z",
    });
  });

  const dayMs = 86_400_000;
  it.each([
    ["a second before the start, as clocks are set back", -1000, { durationMs: 0 }, undefined],
    ["an hour before the start", -3_600_000, { durationMs: 0 }, { endTime: "2023-11-14T21:13:20.000Z" }],
    ["seven days after the start", 7 * dayMs, { durationMs: 7 * dayMs }, undefined],
    ["fifty years after the start", 18_262 * dayMs, { durationMs: 0 }, { endTime: "2073-11-13T22:13:20.000Z" }],
  ])("takes an end %s, or says that it does not", (_, afterMs, taken, ignored) => {
    const { startNanos } = raw({});
    const span = canonicalSpan(raw({}, { endNanos: startNanos + BigInt(afterMs) * 1_000_000n }));
    expect(span).toMatchObject(taken);
    expect(span.attributes["goldloop.ignored"]).toEqual(ignored);
    if (span.durationMs === 0) expect(span.endTime).toBe(span.startTime);
  });

  it.each<[string, Attributes, Partial<Span>, Attributes | undefined]>([
    [
      "of tokens at the limit",
      { "gen_ai.usage.input_tokens": 1e9, "gen_ai.usage.output_tokens": 0 },
      { usage: { inputTokens: 1e9, outputTokens: 0 } },
      undefined,
    ],
    [
      "of more tokens than there can be, and less than none",
      { "gen_ai.usage.input_tokens": "9223372036854775807", "gen_ai.usage.output_tokens": -5 },
      {},
      { inputTokens: 2 ** 63, outputTokens: -5 },
    ],
    [
      "of tokens without the one that cannot be",
      { "gen_ai.usage.input_tokens": 1e12, "gen_ai.usage.output_tokens": 7 },
      { usage: { outputTokens: 7 } },
      { inputTokens: 1e12 },
    ],
    [
      "of tokens in an object",
      { "langfuse.observation.usage_details": { input: -3, output: 4, total: 1 } },
      { usage: { outputTokens: 4 } },
      { inputTokens: -3 },
    ],
    ["of money at the limit", { "llm.cost.total": 1e6 }, { costUsd: 1e6 }, undefined],
    ["of more money", { "llm.cost.total": 1e300 }, {}, { costUsd: 1e300 }],
    ["of less than no money", { "gen_ai.usage.cost": -1 }, {}, { costUsd: -1 }],
    [
      "of a first token after 30 years",
      { "gen_ai.response.time_to_first_chunk": 1e9 },
      {},
      { timeToFirstTokenMs: 1e12 },
    ],
  ])("takes figures %s", (_, attributes, taken, ignored) => {
    const span = canonicalSpan(raw(attributes));
    const { usage, costUsd, timeToFirstTokenMs } = span;
    expect({ usage, costUsd, timeToFirstTokenMs }).toEqual({
      usage: undefined,
      costUsd: undefined,
      timeToFirstTokenMs: undefined,
      ...taken,
    });
    expect(span.attributes["goldloop.ignored"]).toEqual(ignored);
  });

  it("keeps what is no number where a number belongs", () => {
    const { attributes } = canonicalSpan(raw({ "gen_ai.usage.input_tokens": "NaN" }));
    expect(attributes["gen_ai.usage.input_tokens"]).toBe("NaN");
  });

  it("reads any attributes without failing, into plain JSON", () => {
    const key = fc.constantFrom(
      "gen_ai.operation.name",
      "gen_ai.input.messages",
      "gen_ai.prompt.0.role",
      "gen_ai.prompt.0.content",
      "llm.input_messages.0.message.role",
      "llm.input_messages.9.message.tool_calls.0.tool_call.function.name",
      "openinference.span.kind",
      "input.value",
      "retrieval.documents.0.document.id",
      "ai.operationId",
      "ai.prompt.messages",
      "ai.response.toolCalls",
      "langfuse.observation.usage_details",
      "langfuse.observation.output",
      "traceloop.entity.input",
      "__proto__",
    );
    const value = fc.oneof(
      fc.jsonValue(),
      fc.json(),
      fc.constantFrom("chat", "execute_tool", "retrieval", "LLM", "TOOL", "RETRIEVER", "ai.toolCall"),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value)), (pairs) => {
        const span = canonicalSpan(raw(Object.fromEntries(pairs) as Attributes));
        expect(JSON.parse(JSON.stringify(span))).toEqual(JSON.parse(JSON.stringify(span)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("GenAI spans", () => {
  it("are chats with messages, usage and time to first token", () => {
    const span = read({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-4.1",
      "gen_ai.response.model": "gpt-4.1-2025-04-14",
      "gen_ai.conversation.id": "conversation-1",
      "gen_ai.usage.input_tokens": 1200,
      "gen_ai.usage.output_tokens": 80,
      "gen_ai.usage.cache_read.input_tokens": 1000,
      "gen_ai.usage.reasoning.output_tokens": 30,
      "gen_ai.response.time_to_first_chunk": 0.25,
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: "Be brief." }]),
      "gen_ai.input.messages": JSON.stringify([
        { role: "user", parts: [{ type: "text", content: "Weather in Paris?" }] },
        {
          role: "assistant",
          parts: [{ type: "tool_call", id: "call_1", name: "weather", arguments: { city: "Paris" } }],
        },
        { role: "tool", parts: [{ type: "tool_call_response", id: "call_1", response: "rainy" }] },
      ]),
      "gen_ai.output.messages": JSON.stringify([
        { role: "assistant", parts: [{ type: "text", content: "Rainy." }], finish_reason: "stop" },
      ]),
    });
    const asked = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Weather in Paris?" },
      { role: "assistant", content: "", toolCalls: [{ id: "call_1", name: "weather", arguments: { city: "Paris" } }] },
      { role: "tool", content: "rainy", toolCallId: "call_1" },
    ];
    expect(span).toEqual({
      kind: "chat",
      provider: "openai",
      model: "gpt-4.1-2025-04-14",
      sessionId: "conversation-1",
      usage: { inputTokens: 1200, outputTokens: 80, cachedInputTokens: 1000, reasoningTokens: 30 },
      timeToFirstTokenMs: 250,
      messages: [...asked, { role: "assistant", content: "Rainy." }],
      input: { messages: asked },
      output: "Rainy.",
      attributes: { "gen_ai.request.model": "gpt-4.1", "gen_ai.response.finish_reasons": ["stop"] },
    });
  });

  it("carry messages as structured attributes too", () => {
    const span = read({
      "gen_ai.operation.name": "chat",
      "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "Hi" }] }],
    });
    expect(span).toMatchObject({ input: "Hi", messages: [{ role: "user", content: "Hi" }] });
  });

  it("show the tool calls that a model asked for", () => {
    const call = { type: "tool_call", id: "c1", name: "refund", arguments: '{"orderId":"8812"}' };
    const span = read({
      "gen_ai.operation.name": "chat",
      "gen_ai.output.messages": JSON.stringify([{ role: "assistant", parts: [call] }]),
    });
    const toolCalls = [{ id: "c1", name: "refund", arguments: { orderId: "8812" } }];
    expect(span).toMatchObject({ toolCalls, output: { text: "", toolCalls } });
  });

  it("keep parts that are no text, and take the text for the output", () => {
    const parts = [
      { type: "reasoning", content: "think" },
      { type: "text", content: "Answer" },
    ];
    const span = read({
      "gen_ai.operation.name": "chat",
      "gen_ai.output.messages": JSON.stringify([{ role: "assistant", parts }]),
    });
    expect(span).toMatchObject({ output: "Answer", messages: [{ role: "assistant", content: parts }] });
  });

  it("keep messages that a length limit has cut off, as text", () => {
    const span = read({ "gen_ai.operation.name": "chat", "gen_ai.input.messages": '[{"role":"user","parts":[{"ty' });
    expect(span).toMatchObject({ input: '[{"role":"user","parts":[{"ty' });
  });

  it("are read under the names from before 1.37", () => {
    const span = read({
      "gen_ai.system": "anthropic",
      "gen_ai.request.model": "claude-3-5-sonnet-20241022",
      "gen_ai.usage.prompt_tokens": 10,
      "gen_ai.usage.completion_tokens": 5,
      "gen_ai.prompt": JSON.stringify([{ role: "user", content: "Hi" }]),
      "gen_ai.completion": JSON.stringify([{ role: "assistant", content: "Hello" }]),
    });
    expect(span).toMatchObject({
      kind: "chat",
      provider: "anthropic",
      model: "claude-3-5-sonnet-20241022",
      usage: { inputTokens: 10, outputTokens: 5 },
      input: "Hi",
      output: "Hello",
    });
  });

  it("are read from message events", () => {
    const span = read(
      { "gen_ai.operation.name": "chat" },
      {
        events: [
          event("gen_ai.system.message", { content: "Be brief." }),
          event("gen_ai.user.message", { content: "Refund?" }),
          event("gen_ai.assistant.message", {
            tool_calls: '[{"id":"c1","type":"function","function":{"name":"lookUp","arguments":"{\\"id\\":1}"}}]',
          }),
          event("gen_ai.tool.message", { id: "c1", content: "shipped" }),
          event("gen_ai.choice", {
            index: 0,
            finish_reason: "stop",
            message: '{"role":"assistant","content":"It is on its way."}',
          }),
        ],
      },
    );
    expect(span.messages).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "Refund?" },
      { role: "assistant", content: "", toolCalls: [{ id: "c1", name: "lookUp", arguments: { id: 1 } }] },
      { role: "tool", content: "shipped", toolCallId: "c1" },
      { role: "assistant", content: "It is on its way." },
    ]);
    expect(span.output).toBe("It is on its way.");
  });

  it("are read from the operation details event", () => {
    const details = { "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]' };
    expect(
      read(
        { "gen_ai.operation.name": "chat" },
        { events: [event("gen_ai.client.inference.operation.details", details)] },
      ).input,
    ).toBe("Hi");
  });

  it("of tools are one call with its result or its error", () => {
    const attributes = {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "startRefund",
      "gen_ai.tool.call.id": "c9",
      "gen_ai.tool.call.arguments": '{"orderId":"8812"}',
    };
    const answered = read({ ...attributes, "gen_ai.tool.call.result": '{"ok":true}' });
    expect(answered).toMatchObject({
      kind: "tool",
      input: { orderId: "8812" },
      output: { ok: true },
      toolCalls: [{ id: "c9", name: "startRefund", arguments: { orderId: "8812" }, result: { ok: true } }],
    });
    const failed = read(attributes, { status: { code: 2, message: "no such order" } });
    expect(failed.toolCalls).toEqual([
      { id: "c9", name: "startRefund", arguments: { orderId: "8812" }, error: "no such order" },
    ]);
  });

  it("of retrievals list the documents", () => {
    const span = read({
      "gen_ai.operation.name": "retrieval",
      "gen_ai.retrieval.query.text": "refund time",
      "gen_ai.retrieval.documents": JSON.stringify([{ id: "refunds", score: 0.9, content: "5 days" }]),
      "gen_ai.data_source.id": "knowledge",
    });
    expect(span).toMatchObject({
      kind: "retrieval",
      input: "refund time",
      documents: [{ id: "refunds", score: 0.9, text: "5 days" }],
    });
    expect(span.attributes).toEqual({ "gen_ai.data_source.id": "knowledge" });
  });

  it.each([
    ["text_completion", "chat"],
    ["generate_content", "chat"],
    ["embeddings", "embedding"],
    ["create_agent", "agent"],
    ["invoke_agent", "agent"],
    ["invoke_workflow", "workflow"],
    ["something_new", "other"],
  ])("with operation %s are of kind %s", (operation, kind) => {
    expect(read({ "gen_ai.operation.name": operation }).kind).toBe(kind);
  });
});

const message = (side: string, index: number, key: string) => `llm.${side}_messages.${index}.message.${key}`;

const documents = (prefix: string): Attributes => ({
  [`${prefix}.0.document.id`]: 7,
  [`${prefix}.0.document.content`]: "5 days",
  [`${prefix}.0.document.score`]: 0.9,
  [`${prefix}.0.document.metadata`]: '{"source":"faq"}',
  [`${prefix}.1.document.content`]: "never",
});

describe("OpenInference spans", () => {
  it("of models rebuild the flattened messages", () => {
    const span = read({
      "openinference.span.kind": "LLM",
      "llm.model_name": "gpt-4o-2024-11-20",
      "llm.provider": "azure",
      "llm.token_count.prompt": 100,
      "llm.token_count.completion": 20,
      "llm.token_count.total": 120,
      "llm.token_count.prompt_details.cache_read": 64,
      "llm.token_count.completion_details.reasoning": 8,
      "llm.cost.total": 0.0066,
      "input.value": '{"messages":[]}',
      "input.mime_type": "application/json",
      [message("input", 0, "role")]: "system",
      [message("input", 0, "content")]: "Be brief.",
      [message("input", 1, "role")]: "user",
      [message("input", 1, "contents.0.message_content.type")]: "text",
      [message("input", 1, "contents.0.message_content.text")]: "Where is",
      [message("input", 1, "contents.1.message_content.type")]: "text",
      [message("input", 1, "contents.1.message_content.text")]: "my order?",
      [message("output", 0, "role")]: "assistant",
      [message("output", 0, "tool_calls.0.tool_call.id")]: "c1",
      [message("output", 0, "tool_calls.0.tool_call.function.name")]: "lookUp",
      [message("output", 0, "tool_calls.0.tool_call.function.arguments")]: '{"id":"8812"}',
      "session.id": "s1",
      "user.id": "u1",
      metadata: '{"team":"shop"}',
    });
    const toolCalls = [{ id: "c1", name: "lookUp", arguments: { id: "8812" } }];
    const asked = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Where is\nmy order?" },
    ];
    expect(span).toEqual({
      kind: "chat",
      model: "gpt-4o-2024-11-20",
      provider: "azure",
      usage: { inputTokens: 100, outputTokens: 20, cachedInputTokens: 64, reasoningTokens: 8 },
      costUsd: 0.0066,
      messages: [...asked, { role: "assistant", content: "", toolCalls }],
      input: { messages: asked },
      output: { text: "", toolCalls },
      toolCalls,
      sessionId: "s1",
      userId: "u1",
      attributes: { "llm.token_count.total": 120, metadata: '{"team":"shop"}' },
    });
  });

  it("keep more than ten messages in their order", () => {
    const attributes: Attributes = { "openinference.span.kind": "LLM" };
    for (let i = 11; i >= 0; i--) attributes[`llm.input_messages.${i}.message.content`] = `m${i}`;
    expect(read(attributes).messages?.map(({ content }) => content)).toEqual(
      Array.from({ length: 12 }, (_, i) => `m${i}`),
    );
  });

  it("of retrievers and rerankers list the documents", () => {
    const expected = [{ id: "7", text: "5 days", score: 0.9, metadata: { source: "faq" } }, { text: "never" }];
    const retriever = read({
      "openinference.span.kind": "RETRIEVER",
      "input.value": "refund?",
      ...documents("retrieval.documents"),
    });
    expect(retriever).toEqual({ kind: "retrieval", input: "refund?", documents: expected, attributes: {} });
    const reranker = read({ "openinference.span.kind": "RERANKER", ...documents("reranker.output_documents") });
    expect(reranker.documents).toEqual(expected);
  });

  it("of tools are one call", () => {
    const span = read({
      "openinference.span.kind": "TOOL",
      "tool.name": "lookUp",
      "input.value": '{"id":1}',
      "output.value": "shipped",
    });
    expect(span.toolCalls).toEqual([{ name: "lookUp", arguments: { id: 1 }, result: "shipped" }]);
  });

  it("keep text that looks like JSON when it says that it is text", () => {
    const span = read({ "openinference.span.kind": "CHAIN", "input.value": "[1]", "input.mime_type": "text/plain" });
    expect(span).toMatchObject({ kind: "workflow", input: "[1]" });
  });

  it("time the first token by its event", () => {
    const span = read({ "openinference.span.kind": "LLM" }, { events: [event("First Token Stream Event", {}, 180)] });
    expect(span.timeToFirstTokenMs).toBe(180);
  });

  it.each([
    ["AGENT", "agent"],
    ["EMBEDDING", "embedding"],
    ["GUARDRAIL", "guardrail"],
    ["EVALUATOR", "evaluator"],
    ["PROMPT", "other"],
  ])("of kind %s are of kind %s", (given, kind) => {
    expect(read({ "openinference.span.kind": given }).kind).toBe(kind);
  });
});

const result = (id: string, score: number) =>
  event("db.query.result", {
    "db.query.result.id": id,
    "db.query.result.score": score,
    "db.query.result.document": `text ${id}`,
  });

describe("OpenLLMetry spans", () => {
  it("of models rebuild the flattened prompts", () => {
    const span = read({
      "llm.request.type": "chat",
      "gen_ai.system": "OpenAI",
      "gen_ai.request.model": "gpt-4o",
      "gen_ai.response.model": "gpt-4o-2024-08-06",
      "gen_ai.prompt.0.role": "user",
      "gen_ai.prompt.0.content": '[{"type":"text","text":"Where is it?"}]',
      "gen_ai.completion.0.role": "assistant",
      "gen_ai.completion.0.finish_reason": "tool_calls",
      "gen_ai.completion.0.tool_calls.0.name": "lookUp",
      "gen_ai.completion.0.tool_calls.0.arguments": '{"id":1}',
      "gen_ai.usage.prompt_tokens": 40,
      "gen_ai.usage.completion_tokens": 9,
      "llm.usage.total_tokens": 49,
      "traceloop.workflow.name": "support",
      "traceloop.association.properties.session_id": "s1",
      "traceloop.association.properties.user_id": "u1",
    });
    const toolCalls = [{ name: "lookUp", arguments: { id: 1 } }];
    expect(span).toEqual({
      kind: "chat",
      provider: "OpenAI",
      model: "gpt-4o-2024-08-06",
      usage: { inputTokens: 40, outputTokens: 9 },
      messages: [
        { role: "user", content: "Where is it?" },
        { role: "assistant", content: "", toolCalls },
      ],
      input: "Where is it?",
      output: { text: "", toolCalls },
      toolCalls,
      sessionId: "s1",
      userId: "u1",
      attributes: {
        "gen_ai.request.model": "gpt-4o",
        "llm.usage.total_tokens": 49,
        "traceloop.workflow.name": "support",
      },
    });
  });

  it("of workflows and tools carry input and output", () => {
    const span = read({
      "traceloop.span.kind": "tool",
      "traceloop.entity.name": "lookUp",
      "traceloop.entity.input": '{"inputs":{"id":1},"tags":[]}',
      "traceloop.entity.output": '"shipped"',
    });
    expect(span).toMatchObject({
      kind: "tool",
      input: { id: 1 },
      output: "shipped",
      toolCalls: [{ name: "lookUp", arguments: { id: 1 }, result: "shipped" }],
    });
    expect(read({ "traceloop.span.kind": "workflow" }).kind).toBe("workflow");
  });

  it("of vector stores list the results", () => {
    const span = read({ "db.system": "chroma" }, { events: [result("a", 0.9), result("b", 0.5)] });
    expect(span).toMatchObject({
      kind: "retrieval",
      documents: [{ id: "a", score: 0.9, text: "text a" }, { id: "b" }],
    });
  });
});

describe("AI SDK spans", () => {
  it("of a step are chats", () => {
    const span = read({
      "operation.name": "ai.streamText.doStream support",
      "ai.operationId": "ai.streamText.doStream",
      "ai.model.id": "gpt-4.1",
      "ai.model.provider": "openai.responses",
      "ai.response.model": "gpt-4.1-2025-04-14",
      "ai.prompt.messages":
        '[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Weather?"}]},{"role":"assistant","content":[{"type":"tool-call","toolCallId":"c0","toolName":"place","input":{}}]},{"role":"tool","content":[{"type":"tool-result","toolCallId":"c0","toolName":"place","output":{"type":"text","value":"Paris"}}]}]',
      "ai.response.text": "Looking.",
      "ai.response.toolCalls": '[{"toolCallId":"c1","toolName":"weather","input":"{\\"city\\":\\"Paris\\"}"}]',
      "ai.response.msToFirstChunk": 120.5,
      "ai.usage.inputTokens": 30,
      "ai.usage.outputTokens": 12,
      "ai.usage.cachedInputTokens": 10,
      "ai.usage.reasoningTokens": 4,
      "gen_ai.system": "openai.responses",
      "gen_ai.request.model": "gpt-4.1",
      "gen_ai.usage.input_tokens": 30,
      "gen_ai.usage.output_tokens": 12,
      "ai.telemetry.functionId": "support",
      "ai.telemetry.metadata.userId": "u1",
      "ai.telemetry.metadata.sessionId": "s1",
    });
    const toolCalls = [{ id: "c1", name: "weather", arguments: { city: "Paris" } }];
    expect(span).toMatchObject({
      kind: "chat",
      model: "gpt-4.1-2025-04-14",
      provider: "openai.responses",
      usage: { inputTokens: 30, outputTokens: 12, cachedInputTokens: 10, reasoningTokens: 4 },
      timeToFirstTokenMs: 120.5,
      userId: "u1",
      sessionId: "s1",
      output: { text: "Looking.", toolCalls },
      toolCalls,
    });
    expect(span.messages).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "Weather?" },
      { role: "assistant", content: "", toolCalls: [{ id: "c0", name: "place", arguments: {} }] },
      { role: "tool", content: "Paris", toolCallId: "c0" },
      { role: "assistant", content: "Looking.", toolCalls },
    ]);
  });

  it("around the steps are workflows", () => {
    const span = read({
      "ai.operationId": "ai.generateText",
      "ai.model.id": "gpt-4.1",
      "ai.prompt": '{"system":"Be brief.","prompt":"Hi"}',
      "ai.response.text": "Hello",
      "ai.usage.inputTokens": 3,
      "ai.usage.outputTokens": 10,
    });
    expect(span).toMatchObject({
      kind: "workflow",
      input: {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hi" },
        ],
      },
      output: "Hello",
    });
  });

  it("of tools, objects and embeddings have their own input and output", () => {
    expect(
      read({
        "ai.operationId": "ai.toolCall",
        "ai.toolCall.name": "weather",
        "ai.toolCall.id": "c1",
        "ai.toolCall.args": '{"city":"Paris"}',
        "ai.toolCall.result": '"rain"',
      }),
    ).toMatchObject({
      kind: "tool",
      toolCalls: [{ id: "c1", name: "weather", arguments: { city: "Paris" }, result: "rain" }],
    });
    expect(read({ "ai.operationId": "ai.generateObject.doGenerate", "ai.response.object": '{"n":1}' })).toMatchObject({
      kind: "chat",
      output: { n: 1 },
    });
    expect(
      read({ "ai.operationId": "ai.embed.doEmbed", "ai.values": ['"sunny"'], "ai.usage.tokens": 10 }),
    ).toMatchObject({
      kind: "embedding",
      input: ["sunny"],
      usage: { inputTokens: 10 },
    });
  });
});

describe("Langfuse spans", () => {
  it("of generations carry usage, cost and first token", () => {
    const span = read({
      "langfuse.observation.type": "generation",
      "langfuse.observation.model.name": "gpt-4.1",
      "langfuse.observation.input": '[{"role":"user","content":"Hi"}]',
      "langfuse.observation.output": '{"role":"assistant","content":"Hello"}',
      "langfuse.observation.usage_details":
        '{"input":20,"input_cached_tokens":80,"output":10,"output_reasoning_tokens":5,"total":115}',
      "langfuse.observation.cost_details": '{"input":0.001,"output":0.002}',
      "langfuse.observation.completion_start_time": '"2023-11-14T22:13:20.300Z"',
      "langfuse.environment": "staging",
      "langfuse.release": "v3",
      "langfuse.trace.name": "support",
      "user.id": "u1",
      "session.id": "s1",
    });
    expect(span).toEqual({
      kind: "chat",
      model: "gpt-4.1",
      input: "Hi",
      output: "Hello",
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
      ],
      usage: { inputTokens: 100, outputTokens: 15, cachedInputTokens: 80, reasoningTokens: 5 },
      costUsd: 0.003,
      timeToFirstTokenMs: 300,
      environment: "staging",
      release: "v3",
      userId: "u1",
      sessionId: "s1",
      attributes: { "langfuse.trace.name": "support" },
    });
  });

  it("of level ERROR have failed", () => {
    const attributes = { "langfuse.observation.level": "ERROR", "langfuse.observation.status_message": "overloaded" };
    expect(canonicalSpan(raw(attributes)).status).toEqual({ code: "error", message: "overloaded" });
  });

  it("leave the kind to other dialects when they only mark it", () => {
    const span = read({
      "langfuse.observation.type": "span",
      "langfuse.environment": "production",
      "gen_ai.operation.name": "chat",
    });
    expect(span).toMatchObject({ kind: "chat", environment: "production" });
  });

  it("of tools and retrievers are read as such", () => {
    const tool = read(
      {
        "langfuse.observation.type": "tool",
        "langfuse.observation.input": '{"id":1}',
        "langfuse.observation.output": "done",
      },
      { name: "lookUp" },
    );
    expect(tool.toolCalls).toEqual([{ name: "lookUp", arguments: { id: 1 }, result: "done" }]);
    const retriever = read({
      "langfuse.observation.type": "retriever",
      "langfuse.observation.output": '[{"pageContent":"5 days","metadata":{"s":1}}]',
    });
    expect(retriever.documents).toEqual([{ text: "5 days", metadata: { s: 1 } }]);
  });
});

const langfuse = (details: object) => read({ "langfuse.observation.usage_details": JSON.stringify(details) }).usage;

describe("usage counts cached and reasoning tokens once", () => {
  it("when the sender's input leaves cached tokens out", () => {
    const usage = read({
      "gen_ai.operation.name": "chat",
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.cache_read_input_tokens": 1000,
      "gen_ai.usage.cache_creation_input_tokens": 200,
      "gen_ai.usage.output_tokens": 5,
    }).usage;
    expect(usage).toEqual({ inputTokens: 1212, outputTokens: 5, cachedInputTokens: 1000 });
  });

  it.each<[string, object, object]>([
    [
      "parts that add up",
      { input: 10, cache_read_input_tokens: 90, output: 5 },
      { inputTokens: 100, outputTokens: 5, cachedInputTokens: 90 },
    ],
    [
      "details of a total",
      { input: 100, input_cached_tokens: 90, output: 5, total: 105 },
      { inputTokens: 100, outputTokens: 5, cachedInputTokens: 90 },
    ],
    [
      "OpenAI's names",
      {
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        prompt_tokens_details: { cached_tokens: 90 },
        completion_tokens_details: { reasoning_tokens: 15 },
      },
      { inputTokens: 100, outputTokens: 20, cachedInputTokens: 90, reasoningTokens: 15 },
    ],
  ])("in Langfuse's details: %s", (_, details, usage) => {
    expect(langfuse(details)).toEqual(usage);
  });
});

const id = (n: number) => n.toString(16).padStart(16, "0");

const json = (spans: object[]) => decodeOtlpJson({ resourceSpans: [{ scopeSpans: [{ spans }] }] }).spans;

const used = (input: number) => ({
  "gen_ai.usage.input_tokens": input,
  "gen_ai.usage.output_tokens": 1,
  "gen_ai.usage.cost": input / 1000,
  "gen_ai.response.model": "m",
});

const jsonSpan = (
  n: number,
  parent: number | undefined,
  at: number,
  attributes: Record<string, string | number> = {},
) => ({
  traceId: "1".repeat(32),
  spanId: id(n),
  ...(parent === undefined ? {} : { parentSpanId: id(parent) }),
  name: `s${n}`,
  startTimeUnixNano: String(start + BigInt(at)),
  attributes: Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { doubleValue: value } : { stringValue: value },
  })),
});

describe("canonicalTrace", () => {
  it("orders spans by their start, parents first", () => {
    const trace = canonicalTrace(json([jsonSpan(3, 2, 5), jsonSpan(2, 1, 0), jsonSpan(1, undefined, 0)]));
    expect(trace.spans.map(({ name }) => name)).toEqual(["s1", "s2", "s3"]);
    expect(trace.traceId).toBe("1".repeat(32));
  });

  it("totals tokens and cost without the sums that frameworks repeat on outer spans", () => {
    const trace = canonicalTrace(
      json([
        jsonSpan(1, undefined, 0, used(30)),
        jsonSpan(2, 1, 1, used(10)),
        jsonSpan(3, 1, 2),
        jsonSpan(4, 3, 3, used(20)),
      ]),
    );
    expect(traceTotals(trace)).toEqual({ usage: { inputTokens: 30, outputTokens: 2 }, costUsd: 0.03, model: "m" });
    expect(traceTotals({ spans: [] })).toEqual({});
  });

  it("totals a trace whose parents run in a circle", () => {
    const trace = canonicalTrace(json([jsonSpan(1, 2, 0, { "gen_ai.usage.input_tokens": 1 }), jsonSpan(2, 1, 1)]));
    expect(traceTotals(trace)).toEqual({ usage: { inputTokens: 1 } });
  });
});

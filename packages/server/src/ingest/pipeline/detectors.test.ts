import { describe, expect, test } from "vitest";
import type { Span } from "goldloop/trace";
import { answerText } from "./answer-text.ts";
import { readsAsFallback } from "./fallback.ts";
import { createPipeline } from "./pipeline.ts";
import { isToolError } from "./tool-error.ts";

describe("fallback", () => {
  test.each([
    "I couldn't find any information about that in our help center.",
    "Sorry, I was unable to find the order you mentioned.",
    "I don't have enough information to answer this question.",
    "I don’t know.",
    "No relevant results were found for your query.",
    "I'm not sure I understand. Could you rephrase your question?",
    "Let me transfer you to a human agent.",
    "One of our colleagues can help better here. I'll connect you with our support team.",
    "Thanks for waiting. A specialist will get back to you within a day.",
    "Oops, something went wrong on our side, please try again later.",
    "Dazu konnte ich leider keine Informationen finden.",
    "Ich verbinde Sie mit einem Mitarbeiter.",
    "Je n'ai pas trouvé de réponse à cette question.",
    "No encontré información sobre ese pedido.",
    "Te paso con un agente.",
  ])("%s", (answer) => expect(readsAsFallback(answer)).toBe(true));

  test.each([
    "Your order arrives on Tuesday.",
    "You can find it under Settings, Keys. If you need more, contact support.",
    "I found two orders. The first was shipped yesterday.",
    "I can't help with that request.",
    "If you don't know your password, click on Forgot password.",
    "The agent transfers the money to your account.",
    "Die Lieferung kommt morgen.",
    "",
  ])("not: %s", (answer) => expect(readsAsFallback(answer)).toBe(false));
});

describe("tool errors", () => {
  const tool = (over: Partial<Span>): Span => ({
    traceId: "a",
    spanId: "b",
    name: "lookup",
    kind: "tool",
    startTime: "",
    endTime: "",
    durationMs: 1,
    status: { code: "unset" },
    attributes: {},
    ...over,
  });
  test.each<[string, Partial<Span>]>([
    ["its status", { status: { code: "error" } }],
    ["its error.type", { attributes: { "error.type": "TimeoutError" } }],
    ["an error on its call", { toolCalls: [{ name: "x", arguments: {}, error: "no" }] }],
    ["a result `Error: ...`", { output: "Error: user not found" }],
    ["a result of a named error", { output: "ValueError: bad id" }],
    ["a traceback", { output: "Traceback (most recent call last):\n ..." }],
    ["`Error executing tool`", { output: "Error executing tool lookup" }],
    ["a result { error }", { output: { error: "not found" } }],
    ["the same as text", { output: '{"error":{"code":404}}' }],
    ["isError, as MCP says it", { output: { isError: true, content: [] } }],
    ["the result of its call", { toolCalls: [{ name: "x", arguments: {}, result: "Error: no" }], output: "ok" }],
  ])("by %s", (_, over) => expect(isToolError(tool(over))).toBe(true));

  test.each<[string, Partial<Span>]>([
    ["a plain result", { output: { orders: [] } }],
    ["a text about errors", { output: "Error rates fell by 5%" }],
    ["a list named errors that is empty", { output: { errors: [] } }],
    ["error: null", { output: { error: null, value: 1 } }],
    ["a span that is no tool", { kind: "chat", status: { code: "error" } }],
  ])("not by %s", (_, over) => expect(isToolError(tool(over))).toBe(false));
});

describe("the text of an answer", () => {
  test.each<[unknown, string]>([
    ["a", "a"],
    [{ text: "b", toolCalls: [] }, "b"],
    [
      {
        messages: [
          { role: "user", content: "q" },
          { role: "assistant", content: "a" },
        ],
      },
      "a",
    ],
    [[{ type: "text", text: "x" }, { type: "image" }, { type: "text", text: "y" }], "x\ny"],
    [{ response: { content: [{ text: "deep" }] } }, "deep"],
    [{ count: 3 }, ""],
    [undefined, ""],
    [null, ""],
  ])("%j", (output, text) => expect(answerText(output as never)).toBe(text));
});

describe("flags of a row", () => {
  const nowMs = Date.parse("2026-11-24T12:00:00Z");
  const row = (attributes: Record<string, string | boolean>, root = true): { refusal: 0 | 1; fallback: 0 | 1 } => {
    const pipeline = createPipeline({ maxSpanBytes: 1e6 });
    const redaction = { action: "mask" } as const;
    pipeline.configure({ projectId: "p", retentionDays: 30, redaction, prices: [], version: "1" });
    const { spans } = pipeline.run(
      {
        format: "spans",
        spans: [
          {
            traceId: "a".repeat(32),
            spanId: "b".repeat(16),
            parentSpanId: root ? undefined : "c".repeat(16),
            name: "x",
            kind: 1,
            startNanos: BigInt(nowMs) * 1_000_000n,
            endNanos: 0n,
            attributes,
            events: [],
            links: [],
            status: { code: 0, message: "" },
            resource: { attributes: {} },
            scope: { name: "", version: "", attributes: {} },
          },
        ],
      },
      "p",
      nowMs,
    );
    return JSON.parse(Buffer.from(spans.bytes).toString()) as { refusal: 0 | 1; fallback: 0 | 1 };
  };
  const refusal = "I'm sorry, but I can't help with that.";

  test("a root and a chat span are read, others are not", () => {
    expect(row({ "output.value": refusal })).toMatchObject({ refusal: 1, fallback: 0 });
    expect(row({ "output.value": refusal, "openinference.span.kind": "LLM" }, false)).toMatchObject({ refusal: 1 });
    expect(row({ "output.value": refusal, "openinference.span.kind": "TOOL" }, false)).toMatchObject({ refusal: 0 });
    expect(row({ "output.value": "I couldn't find anything on that." })).toMatchObject({ refusal: 0, fallback: 1 });
    expect(row({ "output.value": "Lo siento, no puedo ayudar con eso." })).toMatchObject({ refusal: 1 });
    expect(row({ "output.value": "申し訳ありませんが、そのご要望にはお応えできません。" })).toMatchObject({
      refusal: 1,
    });
  });

  test("what the application says itself wins", () => {
    expect(row({ "output.value": refusal, "goldloop.refusal": false })).toMatchObject({ refusal: 0 });
    expect(row({ "output.value": "Yes.", "goldloop.refusal": true })).toMatchObject({ refusal: 1 });
    expect(row({ "output.value": "Yes.", "goldloop.fallback": "true" }, false)).toMatchObject({ fallback: 1 });
  });
});

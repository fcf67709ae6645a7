import { describe, expect, it } from "vitest";
import type { Json } from "../digest/index.ts";
import type { Span } from "../trace/index.ts";
import { documentsOf, expectedText, expectedTexts, textOf, toolCallsOf } from "./read.ts";

describe("textOf", () => {
  it.each<[Json, string]>([
    ["as it is", "as it is"],
    [42, "42"],
    [true, "true"],
    [null, ""],
    [{ text: "a", answer: "b" }, "a"],
    [{ answer: "b", content: "c" }, "b"],
    [{ answer: 7 }, "7"],
    [{ content: [{ type: "text", text: "a" }, { type: "image" }, { type: "text", text: "b" }] }, "ab"],
    [{ output_text: "d" }, "d"],
    [{ choices: [{ message: { role: "assistant", content: "e" } }] }, "e"],
    [
      {
        messages: [
          { role: "assistant", content: "one" },
          { role: "user", content: "two" },
          { role: "assistant", content: "three" },
          { role: "tool", content: "x" },
        ],
      },
      "three",
    ],
    [{ b: 1, a: [true] }, '{"a":[true],"b":1}'],
    [{ text: "" }, ""],
    [{ text: null, answer: "b" }, "b"],
    [{ text: { nested: true } }, '{"text":{"nested":true}}'],
    [["x", 1], '["x",1]'],
  ])("of %j is %j", (output, text) => {
    expect(textOf(output)).toBe(text);
  });
});

describe("expectedText and expectedTexts", () => {
  it("prefer the option's value to the example's, and tell absent from empty", () => {
    expect(expectedText({ id: "a", input: "", expected: "x" }, "y")).toBe("y");
    expect(expectedText({ id: "a", input: "", expected: { answer: "x" } })).toBe("x");
    expect(expectedText({ id: "a", input: "" })).toBeUndefined();
    expect(expectedText({ id: "a", input: "", expected: "" })).toBe("");
    expect(expectedTexts({ id: "a", input: "", expected: ["x", 1] })).toEqual(["x", "1"]);
    expect(expectedTexts({ id: "a", input: "" })).toEqual([]);
  });
});

const span = (part: Partial<Span>): Span => ({
  traceId: "t",
  spanId: "s",
  name: "span",
  kind: "other",
  startTime: "2026-01-01T00:00:00.000Z",
  endTime: "2026-01-01T00:00:01.000Z",
  durationMs: 1000,
  status: { code: "ok" },
  attributes: {},
  ...part,
});

describe("toolCallsOf", () => {
  it.each<[string, Json]>([
    ["its own list", { toolCalls: [{ name: "look", arguments: { id: 7 } }] }],
    [
      "OpenAI's list with arguments as JSON text",
      { tool_calls: [{ id: "1", type: "function", function: { name: "look", arguments: '{"id":7}' } }] },
    ],
    [
      "a chat completion",
      {
        choices: [
          {
            message: {
              role: "assistant",
              tool_calls: [{ id: "1", function: { name: "look", arguments: '{"id":7}' } }],
            },
          },
        ],
      },
    ],
    [
      "messages",
      {
        messages: [
          { role: "assistant", tool_calls: [{ id: "1", function: { name: "look", arguments: '{"id":7}' } }] },
          { role: "tool", tool_call_id: "1", content: "ok" },
        ],
      },
    ],
    [
      "Anthropic's content parts",
      {
        role: "assistant",
        content: [
          { type: "text", text: "hm" },
          { type: "tool_use", id: "1", name: "look", input: { id: 7 } },
        ],
      },
    ],
    ["the AI SDK's parts", { toolCalls: [{ toolCallId: "1", toolName: "look", input: { id: 7 } }] }],
  ])("reads %s", (_, output) => {
    expect(toolCallsOf({ output })?.map(({ name, arguments: given }) => [name, given])).toEqual([["look", { id: 7 }]]);
  });

  it("takes the result from the tool's message", () => {
    const messages: Json = [
      { role: "assistant", tool_calls: [{ id: "1", function: { name: "look", arguments: "{}" } }] },
      { role: "tool", tool_call_id: "1", content: "found" },
    ];
    expect(toolCallsOf({ output: { messages } })?.[0]?.result).toBe("found");
  });

  it("reads tool spans rather than what chat spans asked for, and each call once", () => {
    const call = { id: "c1", name: "look", arguments: { id: 7 } };
    const spans = [
      span({ kind: "chat", toolCalls: [call] }),
      span({
        kind: "tool",
        name: "execute_tool look",
        attributes: { "gen_ai.tool.call.id": "c1" },
        input: '{"id":7}',
        output: "found",
      }),
      span({ kind: "tool", name: "execute_tool look", attributes: { "gen_ai.tool.call.id": "c1" }, input: '{"id":7}' }),
    ];
    expect(toolCallsOf({ output: "done", trace: { spans } })).toEqual([
      { id: "c1", name: "look", arguments: { id: 7 }, result: "found" },
    ]);
    expect(toolCallsOf({ output: "done", trace: { spans: spans.slice(0, 1) } })).toEqual([call]);
  });

  it("never counts a call of the output again in the trace", () => {
    const spans = [span({ kind: "tool", name: "look" })];
    expect(toolCallsOf({ output: { toolCalls: ["look"] }, trace: { spans } })).toHaveLength(1);
  });

  it("reads the conversation when the output lists nothing", () => {
    const conversation = [{ role: "assistant", content: "", toolCalls: [{ name: "look", arguments: {} }] }];
    expect(toolCallsOf({ output: "done", conversation })?.map((call) => call.name)).toEqual(["look"]);
  });

  it("tells no call from no evidence", () => {
    expect(toolCallsOf({ output: "done" })).toBeUndefined();
    expect(toolCallsOf({ output: { answer: "done" } })).toBeUndefined();
    expect(toolCallsOf({ output: "done", trace: { spans: [] } })).toBeUndefined();
    expect(toolCallsOf({ output: { toolCalls: [] } })).toEqual([]);
    expect(toolCallsOf({ output: { role: "assistant", content: "done" } })).toEqual([]);
    expect(toolCallsOf({ output: "done", conversation: [] })).toEqual([]);
    expect(toolCallsOf({ output: "done", trace: { spans: [span({})] } })).toEqual([]);
  });

  it("keeps arguments that are no JSON as the text they are", () => {
    expect(toolCallsOf({ output: { toolCalls: [{ name: "look", arguments: "{id:" }] } })?.[0]?.arguments).toBe("{id:");
  });
});

describe("documentsOf", () => {
  it("reads the output's documents, else the trace's retrieval spans, each document once", () => {
    const documents: Json = [{ id: "a", text: "A" }, { id: "a", text: "A" }, "b", { pageContent: "C", metadata: {} }];
    expect(documentsOf({ output: { documents } })).toEqual([
      { id: "a", text: "A" },
      { id: "b", text: "b" },
      { text: "C" },
    ]);
    const spans = [
      span({ kind: "retrieval", documents: [{ id: "x" }] }),
      span({ kind: "retrieval", documents: [{ id: "x" }, { id: "y" }] }),
    ];
    expect(documentsOf({ output: "done", trace: { spans } })).toEqual([{ id: "x" }, { id: "y" }]);
  });

  it("tells nothing retrieved from no evidence", () => {
    expect(documentsOf({ output: "done" })).toBeUndefined();
    expect(documentsOf({ output: { documents: [] } })).toEqual([]);
    expect(documentsOf({ output: "done", trace: { spans: [span({})] } })).toEqual([]);
  });
});

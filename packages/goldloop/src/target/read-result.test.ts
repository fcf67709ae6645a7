import { describe, expect, it } from "vitest";
import { readResult } from "./read-result.ts";
import { readUsage } from "./read-usage.ts";
import { toJson } from "./to-json.ts";

const signal = new AbortController().signal;
const read = (value: unknown) => readResult(value, performance.now(), signal);

async function* pieces() {
  yield "";
  yield "a€".slice(0, 1);
  yield Buffer.from("€").subarray(0, 1);
  yield Buffer.from("€").subarray(1);
}

describe("readResult", () => {
  it.each<[string, unknown, object]>([
    ["a text", "hi", { output: "hi" }],
    ["an empty text, which is an output", "", { output: "" }],
    ["false", false, { output: false }],
    ["an object", { answer: 1, left: undefined }, { output: { answer: 1 } }],
    ["a date", new Date(0), { output: "1970-01-01T00:00:00.000Z" }],
    [
      "a result",
      { output: "hi", usage: { inputTokens: 1 }, costUsd: 0.1, model: "m", latencyMs: 5 },
      { output: "hi", usage: { inputTokens: 1 }, costUsd: 0.1, model: "m", latencyMs: 5 },
    ],
    [
      "a result whose usage is a promise",
      { output: "hi", usage: Promise.resolve({ prompt_tokens: 3 }) },
      { output: "hi", usage: { inputTokens: 3 } },
    ],
    ["a result whose output has a key output", { output: { output: 1 } }, { output: { output: 1 } }],
    [
      "a result with nulls for what is not known",
      { output: "hi", usage: null, costUsd: null, model: null },
      { output: "hi" },
    ],
    [
      "a trace and a conversation",
      { output: 1, trace: { spans: [] }, conversation: [{ role: "user", content: "x" }] },
      { output: 1, trace: { spans: [] }, conversation: [{ role: "user", content: "x" }] },
    ],
  ])("reads %s", async (_, value, expected) => {
    expect(await read(value)).toEqual(expected);
  });

  it("joins a stream of texts and bytes and times the first piece", async () => {
    const result = await read({ output: pieces(), model: "m" });
    expect(result).toEqual({ output: "a€", model: "m", timeToFirstTokenMs: expect.any(Number) });
    expect(await read(new Blob(["web"]).stream())).toMatchObject({ output: "web" });
    expect(
      await read(
        (function* () {
          yield "sync";
        })(),
      ),
    ).toMatchObject({ output: "sync" });
  });

  it.each<[string, unknown, string, RegExp]>([
    ["undefined", undefined, "no-output", /returned nothing/],
    ["null", null, "no-output", /returned nothing/],
    ["a result without an output", { output: null }, "no-output", /returned nothing/],
    ["an empty stream", (async function* () {})(), "no-output", /without a piece/],
    ["NaN", { a: [Number.NaN] }, "output-not-json", /output\.a\[0\] is NaN/],
    ["a function", { a: () => 1 }, "output-not-json", /output\.a is a function/],
    ["a bigint", 1n, "output-not-json", /a bigint/],
    ["a map", new Map(), "output-not-json", /a Map/],
    ["bytes", Buffer.from("x"), "output-not-json", /a Buffer/],
    [
      "a stream of objects",
      (async function* () {
        yield { a: 1 };
      })(),
      "bad-stream",
      /a object|an object/,
    ],
    ["a misspelled key", { output: 1, cosstUsd: 1 }, "bad-result", /"cosstUsd"; did you mean "costUsd"/],
    ["a negative cost", { output: 1, costUsd: -1 }, "bad-result", /costUsd/],
    ["a usage without counts", { output: 1, usage: { tokens: 1 } }, "bad-result", /token counts/],
    ["a trace without spans", { output: 1, trace: {} }, "bad-result", /spans/],
  ])("refuses %s", async (_, value, code, message) => {
    await expect(read(value)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("refuses a cycle instead of running out of stack", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    expect(() => toJson(cycle)).toThrow(expect.objectContaining({ code: "output-not-json" }));
  });
});

describe("readUsage", () => {
  it.each<[string, object, object | undefined]>([
    [
      "Goldloop's names",
      { inputTokens: 1, outputTokens: 2, cachedInputTokens: 1, reasoningTokens: 1 },
      { inputTokens: 1, outputTokens: 2, cachedInputTokens: 1, reasoningTokens: 1 },
    ],
    [
      "OpenAI chat",
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        prompt_tokens_details: { cached_tokens: 8 },
        completion_tokens_details: { reasoning_tokens: 4 },
      },
      { inputTokens: 10, outputTokens: 5, cachedInputTokens: 8, reasoningTokens: 4 },
    ],
    [
      "OpenAI responses",
      {
        input_tokens: 10,
        output_tokens: 5,
        input_tokens_details: { cached_tokens: 8 },
        output_tokens_details: { reasoning_tokens: 4 },
      },
      { inputTokens: 10, outputTokens: 5, cachedInputTokens: 8, reasoningTokens: 4 },
    ],
    [
      "Anthropic, whose input leaves cached tokens out",
      { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 90, cache_creation_input_tokens: 20 },
      { inputTokens: 120, outputTokens: 5, cachedInputTokens: 90 },
    ],
    [
      "Gemini, whose candidates leave thoughts out",
      { promptTokenCount: 10, candidatesTokenCount: 5, thoughtsTokenCount: 7, cachedContentTokenCount: 4 },
      { inputTokens: 10, outputTokens: 12, cachedInputTokens: 4, reasoningTokens: 7 },
    ],
    [
      "the AI SDK",
      {
        inputTokens: 10,
        outputTokens: 5,
        inputTokenDetails: { cacheReadTokens: 8 },
        outputTokenDetails: { reasoningTokens: 4 },
      },
      { inputTokens: 10, outputTokens: 5, cachedInputTokens: 8, reasoningTokens: 4 },
    ],
    ["nothing that counts", { tokens: 3, inputTokens: "many" }, undefined],
  ])("reads %s", (_, given, expected) => {
    expect(readUsage(given)).toEqual(expected);
  });
});

import { describe, expect, test } from "vitest";
import { createPriceTable, priceTableDigest } from "./prices.ts";

const million = 1e6;

describe("the built-in table", () => {
  const table = createPriceTable();

  test("prices a dated snapshot, an alias and a name without provider alike", () => {
    const usage = { inputTokens: 1000, outputTokens: 100 };
    expect(table.costOf("openai/gpt-4.1-2025-04-14", usage)).toBeCloseTo(0.0028, 10);
    expect(table.costOf("openai/gpt-4.1", usage)).toBeCloseTo(0.0028, 10);
    expect(table.costOf("gpt-4.1", usage)).toBeCloseTo(0.0028, 10);
  });

  test("counts cached input once, at its own price", () => {
    const plain = table.costOf("openai/gpt-4.1", { inputTokens: 1000 }) ?? 0;
    const cached = table.costOf("openai/gpt-4.1", { inputTokens: 1000, cachedInputTokens: 400 });
    expect(plain).toBeCloseTo(0.002, 10);
    expect(cached).toBeCloseTo(0.0006 * 2 + 0.0004 * 0.5, 10);
    expect(table.costOf("openai/gpt-4.1", { inputTokens: 10, cachedInputTokens: 400 })).toBeCloseTo(0.000_005, 10);
  });

  test("does not count reasoning beside the output it is part of", () => {
    const usage = { inputTokens: 10, outputTokens: 500 };
    expect(table.costOf("openai/o3", { ...usage, reasoningTokens: 400 })).toBe(table.costOf("openai/o3", usage));
  });

  test("says the same the second time, when the price is remembered", () => {
    for (const model of [
      "openai/gpt-4.1",
      "anthropic/claude-sonnet-4-20250514",
      "google/gemini-2.5-pro",
      "deepseek-chat",
    ]) {
      const fresh = createPriceTable();
      for (const usage of [
        { inputTokens: 1000, outputTokens: 7 },
        { inputTokens: 900_000, outputTokens: 9000, cachedInputTokens: 500_000 },
        { inputTokens: 3 },
      ]) {
        const [first, second] = [fresh.costOf(model, usage), table.costOf(model, usage)];
        expect(second).toBeCloseTo(first ?? Number.NaN, 12);
      }
    }
    expect(table.costOf("google/gemini-2.5-pro", { inputTokens: 1000, outputTokens: 1000 })).toBeCloseTo(0.01125, 10);
    expect(table.costOf("google/gemini-2.5-pro", { inputTokens: 400_000, outputTokens: 0 })).toBeGreaterThan(
      (table.costOf("google/gemini-2.5-pro", { inputTokens: 200_000, outputTokens: 0 }) ?? 0) * 2.5,
    );
  });

  test("prices embeddings by input alone", () => {
    expect(table.costOf("openai/text-embedding-3-small", { inputTokens: million })).toBeCloseTo(0.02, 10);
  });

  test.each([
    ["openai/no-such-model", { inputTokens: 1, outputTokens: 1 }],
    ["nobody/gpt-4.1", { inputTokens: 1, outputTokens: 1 }],
    ["openai-compatible/gpt-4.1", { inputTokens: 1, outputTokens: 1 }],
    ["openai/gpt-4.1", {}],
    ["openai/gpt-4.1", { outputTokens: 5 }],
    ["constructor", { inputTokens: 1 }],
    ["", { inputTokens: 1 }],
  ])("does not know what %s with %j costs", (model, usage) => {
    expect(table.costOf(model, usage)).toBeUndefined();
  });
});

describe("own prices", () => {
  const table = createPriceTable({
    "openai/gpt-4.1": { inputUsdPerMillion: 1, outputUsdPerMillion: 10, cachedInputUsdPerMillion: 0.1 },
    "gpt-4.1": { inputUsdPerMillion: 100, outputUsdPerMillion: 100 },
    "openai-compatible/llama": { inputUsdPerMillion: 3, outputUsdPerMillion: 4 },
    free: { inputUsdPerMillion: 0, outputUsdPerMillion: 0 },
  });

  test("come before the built-in ones, the exact name first", () => {
    expect(table.costOf("openai/gpt-4.1", { inputTokens: million, outputTokens: million })).toBe(11);
    expect(table.costOf("azure/gpt-4.1", { inputTokens: million })).toBe(100);
  });

  test("count cached input once; without a price of its own it costs what input costs", () => {
    const usage = { inputTokens: million, cachedInputTokens: million / 2, outputTokens: 0, reasoningTokens: 9 };
    expect(table.costOf("openai/gpt-4.1", usage)).toBeCloseTo(0.55, 10);
    expect(table.costOf("openai-compatible/llama", usage)).toBe(3);
  });

  test("apply to a call that a target reports without provider", () => {
    expect(table.costOf("llama", { inputTokens: million, outputTokens: million })).toBe(7);
  });

  test("may be nothing, which is known", () => {
    expect(table.costOf("openai/free", { inputTokens: 1, outputTokens: 1 })).toBe(0);
  });
});

test("the digest of the price table changes with own prices and not with their order", () => {
  const a = { inputUsdPerMillion: 1, outputUsdPerMillion: 1 };
  const b = { inputUsdPerMillion: 2, outputUsdPerMillion: 1 };
  expect(priceTableDigest()).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(priceTableDigest()).toBe(priceTableDigest({}));
  expect(priceTableDigest({ a, b })).toBe(priceTableDigest({ b, a }));
  expect(priceTableDigest({ a })).not.toBe(priceTableDigest({ a: b }));
  expect(priceTableDigest({ a })).not.toBe(priceTableDigest());
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../digest/index.ts";
import type { Score, ScorerEnvironment, Subject } from "../definition.ts";
import { prepareScorer } from "../prepare.ts";
import { durationMs } from "./duration.ts";

const environment: ScorerEnvironment = {
  directory: import.meta.dirname,
  models: {
    generate: () => Promise.reject(new Error("no model is needed")),
    embed: () => Promise.reject(new Error("no model is needed")),
  },
  judges: new Map(),
  variables: {},
};

async function scoreOf(spec: { [key: string]: Json }, part: Partial<Subject>): Promise<Score> {
  const scorer = await prepareScorer(spec, environment);
  return (await scorer.score({ example: { id: "a", input: "" }, output: "x", trial: 0, latencyMs: 1, ...part })).score;
}

describe("budgets", () => {
  it.each<[{ [key: string]: Json }, Partial<Subject>, boolean, string]>([
    [{ latency: 1200 }, { latencyMs: 1200 }, true, "took 1,200 ms of 1,200 ms"],
    [{ latency: "1.2s" }, { latencyMs: 1200.5 }, false, "took 1,200.5 ms, at most 1,200 ms wanted"],
    [{ cost: 0.01 }, { costUsd: 0 }, true, "cost $0 of $0.01"],
    [{ cost: { maxUsd: 0.01 } }, { costUsd: 0.012 }, false, "cost $0.012, at most $0.01 wanted"],
    [
      { tokens: 100 },
      { usage: { inputTokens: 60, outputTokens: 40, cachedInputTokens: 50, reasoningTokens: 30 } },
      true,
      "100 of 100 tokens",
    ],
    [
      { tokens: { maxInput: 50, maxOutput: 50 } },
      { usage: { inputTokens: 60, outputTokens: 40 } },
      false,
      "60 input tokens, at most 50 wanted",
    ],
    [{ tokens: { maxOutput: 50 } }, { usage: { outputTokens: 40 } }, true, "40 of 50 output tokens"],
  ])("%j with %j: %s", async (spec, part, pass, reason) => {
    expect(await scoreOf(spec, part)).toMatchObject({ pass, reason, status: "scored" });
  });

  it.each<[{ [key: string]: Json }, Partial<Subject>]>([
    [{ cost: 1 }, {}],
    [{ cost: 1 }, { costUsd: Number.NaN }],
    [{ tokens: 10 }, {}],
    [{ tokens: 10 }, { usage: { outputTokens: 1 } }],
    [{ tokens: { maxInput: 10 } }, { usage: { outputTokens: 1 } }],
    [{ latency: 10 }, { latencyMs: Number.NaN }],
  ])("%j with %j was not measured: an error, negated or not", async (spec, part) => {
    expect(await scoreOf(spec, part)).toMatchObject({ status: "error", value: null, pass: null });
    expect(await scoreOf({ ...spec, not: true }, part)).toMatchObject({ status: "error", value: null, pass: null });
  });
});

describe("durationMs", () => {
  it.each([
    ["1200ms", 1200],
    ["1.2s", 1200],
    ["2min", 120_000],
    [" 5 s ", 5000],
  ])("%j is %d ms", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it("knows nothing else", () => {
    const others = fc.string().filter((text) => !/^\s*\d+(\.\d+)?\s*(ms|s|min)\s*$/.test(text));
    fc.assert(
      fc.property(others, (text) => {
        expect(durationMs(text)).toBeUndefined();
      }),
    );
  });
});

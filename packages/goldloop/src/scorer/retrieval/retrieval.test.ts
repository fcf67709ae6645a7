import { describe, expect, it } from "vitest";
import type { Json } from "../../digest/index.ts";
import type { ScorerEnvironment } from "../definition.ts";
import { contextPrecision } from "./context-precision.ts";
import { contextRecall } from "./context-recall.ts";
import { isRelevant } from "./relevance.ts";

const environment: ScorerEnvironment = {
  directory: import.meta.dirname,
  models: {
    generate: () => Promise.reject(new Error("no model is needed")),
    embed: () => Promise.reject(new Error("no model is needed")),
  },
  judges: new Map(),
  variables: {},
};

describe.each([
  { scorer: contextPrecision, values: [1, 5 / 6, 0.5, 0, 0] },
  { scorer: contextRecall, values: [1, 1, 0.5, 0, 0] },
])("$scorer.name of a and b", ({ scorer, values }) => {
  const score = async (output: Json, context: string[], k?: number) => {
    const run = await scorer.create({ k }, environment);
    return run({ example: { id: "e", input: "", context }, output, trial: 0, latencyMs: 0 });
  };

  it.each(
    [["a", "b"], ["a", "x", "b"], ["x", "a"], ["x", "y"], []].map((documents, at) => ({
      documents,
      value: values[at],
    })),
  )("among $documents is $value", async ({ documents, value }) => {
    expect((await score({ documents }, ["a", "b"])).value).toBeCloseTo(value ?? Number.NaN, 12);
  });

  it("looks at the first k documents only", async () => {
    expect((await score({ documents: ["x", "a"] }, ["a"], 1)).value).toBe(0);
    expect((await score({ documents: ["x", "a"] }, ["a"], 2)).value).toBeGreaterThan(0);
  });

  it("is an error when nothing tells what was retrieved, and asks for the context before anything runs", async () => {
    await expect(score("text", ["a"])).rejects.toThrow(/nothing tells what was retrieved/);
    await expect(score({ documents: [] }, [])).rejects.toThrow(/lists no context/);
    expect(scorer.missing?.({ k: undefined }, { id: "e", input: "", context: [] })).toBe("context");
    expect(scorer.missing?.({ k: undefined }, { id: "e", input: "", context: ["a"] })).toBeUndefined();
  });
});

describe("isRelevant", () => {
  const article = "Refunds take 5 business days. Returns are free within 30 days.";
  it.each<[object, string, boolean]>([
    [{ id: "refunds" }, "refunds", true],
    [{ id: "refunds-2" }, "refunds", false],
    [{ text: "Refunds take\n 5 business days." }, "Refunds take 5 business days.", true],
    [{ text: "Refunds take 5 business days." }, article, true],
    [{ text: article }, "Refunds take 5 business days.", true],
    [{ text: article }, "Returns", false],
    [{}, "refunds", false],
  ])("%j for %j: %s", (document, entry, relevant) => {
    expect(isRelevant(document, entry)).toBe(relevant);
  });
});

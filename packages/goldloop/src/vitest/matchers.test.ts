import { describe, expect, it } from "vitest";
import { scorers, type ScoreFunction, type ScorerDefinition, type ScorerDocExample } from "../scorer/index.ts";
import { directEnvironment } from "./environment.ts";
import { directScorers, matchers } from "./matchers.ts";

/** Whether a scorer answers without a promise, by its first documented example. */
function answersAtOnce(name: string): boolean {
  const definition = scorers.get(name) as unknown as ScorerDefinition;
  const [example] = definition.examples as [ScorerDocExample];
  const options = definition.options.parse(example.options);
  let score: ScoreFunction | Promise<ScoreFunction>;
  try {
    score = definition.create(options, directEnvironment());
  } catch {
    return false;
  }
  if (score instanceof Promise) {
    score.catch(() => undefined);
    return false;
  }
  const given = { example: { id: "a", input: "" }, trial: 0, latencyMs: 1, ...example.subject };
  const finding = score(given);
  if (!(finding instanceof Promise)) return true;
  finding.catch(() => undefined);
  return false;
}

describe("toPass", () => {
  it.each(directScorers)("%s answers at once", (name) => {
    expect(answersAtOnce(name)).toBe(true);
  });

  it("is typed for every scorer that does, and no other", () => {
    const yesOrNo = [...scorers.values()]
      .filter(({ deterministic, binary }) => deterministic && binary)
      .map(({ name }) => name);
    expect([...directScorers].toSorted()).toEqual(yesOrNo.filter(answersAtOnce).toSorted());
  });
});

describe("the matchers, called as vitest calls them", () => {
  const state = { isNot: false };

  it("read a list as all of them, and say what is lacking", () => {
    const result = matchers.toPass.call(state, "Your refund is due.", "contains", ["refund", "5 days"]);
    expect(result.pass).toBe(false);
    expect(result.message()).toContain('lacks "5 days"');
  });

  it("take objects, and shorten what is long", () => {
    const result = matchers.toPass.call(state, { text: "x".repeat(5000) }, "wordCount", { min: 2 });
    expect(result.pass).toBe(false);
    expect(result.message().length).toBeLessThan(2500);
  });

  it.each([
    [undefined, "the output is undefined"],
    [Promise.resolve("x"), "the output is a promise"],
    [() => "x", "the output is a function"],
    [new Map(), "the output is a Map or Set"],
    [{ value: Number.NaN }, "the output is not JSON"],
  ])("refuse %s", (received, message) => {
    expect(() => matchers.toPass.call(state, received, "contains", "x")).toThrow(message);
  });

  it.each([0, -1, 1.5, Number.NaN])("refuse %d as the least value", async (least) => {
    await expect(matchers.toScoreAtLeast.call(state, "x", "f1", least, { expected: "x" })).rejects.toThrow(
      "above 0 and at most 1",
    );
  });

  it("honour a spec's own not and threshold", async () => {
    expect(await matchers.toPassScorer.call(state, "kitten", { levenshtein: "sitting", threshold: 0.5 })).toMatchObject(
      { pass: true },
    );
    expect(await matchers.toPassScorer.call(state, "kitten", { levenshtein: "sitting", threshold: 0.6 })).toMatchObject(
      { pass: false },
    );
    expect(await matchers.toPassScorer.call(state, "kitten", { contains: "kit", not: true })).toMatchObject({
      pass: false,
    });
  });
});

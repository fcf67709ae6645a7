import { describe, expect, it } from "vitest";
import type { Json } from "../../digest/index.ts";
import type { Score, ScorerEnvironment } from "../definition.ts";
import { prepareScorer } from "../prepare.ts";

const environment: ScorerEnvironment = {
  directory: import.meta.dirname,
  models: {
    generate: () => Promise.reject(new Error("no model is needed")),
    embed: () => Promise.reject(new Error("no model is needed")),
  },
  judges: new Map(),
  variables: {},
};

async function scoreOf(spec: string | { [key: string]: Json }, output: Json, expected?: Json): Promise<Score> {
  const scorer = await prepareScorer(spec, environment);
  const example = { id: "a", input: "", ...(expected === undefined ? {} : { expected }) };
  return (await scorer.score({ example, output, trial: 0, latencyMs: 1 })).score;
}

describe("text scorers", () => {
  it.each<[string | { [key: string]: Json }, Json, Json | undefined, number, string]>([
    ["equals", "x", "x", 1, 'equals "x"'],
    ["equals", "x ", "x", 0, 'expected "x", got "x "'],
    ["equals", { answer: "x" }, "x", 1, 'equals "x"'],
    ["equals", 42, "42", 1, 'equals "42"'],
    ["equals", "42", 42, 1, "equals 42"],
    ["equals", '{"b":2,"a":[1]}', { a: [1], b: 2 }, 1, 'equals {"a":[1],"b":2}'],
    ["equals", "no JSON", { a: 1 }, 0, 'expected {"a":1}, got "no JSON"'],
    [{ equals: true }, true, undefined, 1, "equals true"],
    [{ equals: { value: ["A", "b"], ignoreCase: true } }, ["a", "B"], undefined, 1, 'equals ["A","b"]'],
    ["contains", "the refund is due", ["refund", "due"], 1, 'contains "refund" and "due"'],
    ["contains", "the refund is due", ["refund", "paid", "today"], 0, 'lacks "paid" and "today"'],
    [{ contains: { ignoreCase: true } }, "REFUND", "refund", 1, 'contains "refund"'],
    [{ containsAny: ["a", "b"] }, "xyz", undefined, 0, 'contains none of "a" and "b"'],
    ["containsAny", "xb", ["a", "b"], 1, 'contains "b"'],
    ["icontains", "xb", "B", 1, 'contains "B"'],
    ["startsWith", "Dear Ana", "Dear", 1, 'begins with "Dear"'],
    [
      { startsWith: "Hello" },
      "Good morning to you all, dear friends",
      undefined,
      0,
      'begins with "Good morning to you all, ", not "Hello"',
    ],
    [{ regex: "^\\d+$" }, 42, undefined, 1, '"42" matches /^\\d+$/'],
    [
      { answer: { extract: "A:\\s*(.*)", compare: "number" } },
      "A: 1,200 dollars",
      "1200",
      1,
      'answers "1,200 dollars"',
    ],
    [
      { answer: { extract: "A:\\s*(.*)", compare: "number" } },
      "A: 18 or 19",
      "18",
      0,
      'answers "18 or 19", expected "18"',
    ],
    [{ answer: { extract: "A:\\s*(.*)", compare: "number" } }, "A: 24k", "24", 0, 'answers "24k", expected "24"'],
    [{ answer: { extract: "A:\\s*(.*)", compare: "number" } }, "A: none", "18", 0, 'answers "none", expected "18"'],
    [
      { answer: { extract: "A: (.*)", compare: "number" } },
      "A: 9007199254740993",
      "9007199254740992",
      0,
      'answers "9007199254740993", expected "9007199254740992"',
    ],
    [{ answer: { extract: "A: (.*)", compare: "exact" } }, "A: Yes", "yes", 0, 'answers "Yes", expected "yes"'],
    [{ answer: "A: (.*)" }, "A:  new   york ", "New York", 1, 'answers "new   york"'],
    [{ answer: "yes|no" }, "yes, or rather no", "no", 1, 'answers "no"'],
    [{ answer: "A: (.*)" }, "I do not know", "x", 0, "no answer: nothing matches /A: (.*)/"],
    [{ numeric: { tolerance: 0.1 } }, "about 1.1", 1, 1, "1.1 is 1 within 0.1"],
    [{ numeric: { tolerance: 0.1 } }, "about 1.2", "1.0", 0, "got 1.2, expected 1 within 0.1"],
    ["numeric", 7, "7", 1, "7 is 7"],
    ["numeric", "seven", 7, 0, "no number in the output"],
    ["levenshtein", "", "", 1, "0 edits from the expected 0 characters"],
    ["levenshtein", "abc", "", 0, "3 edits from the expected 0 characters"],
    ["f1", "The cat.", "", 0, "0 of 0 expected words, among 1"],
    ["f1", "a the", "", 1, "0 of 0 expected words, among 0"],
    [{ f1: { value: "x x y" } }, "x y y", undefined, 2 / 3, "2 of 3 expected words, among 3"],
    [{ wordCount: { min: 1, max: 3 } }, "  one two\nthree ", undefined, 1, "3 words"],
    [{ wordCount: { min: 1 } }, "", undefined, 0, "0 words, at least 1 wanted"],
    [{ wordCount: 0 }, "", undefined, 1, "0 words"],
  ])("%j of %j, expected %j, is %d", async (spec, output, expected, value, reason) => {
    const score = await scoreOf(spec, output, expected);
    expect(score).toMatchObject({ status: "scored", reason });
    expect(score.value).toBeCloseTo(value, 12);
  });

  it.each<[string | { [key: string]: Json }, Json | undefined, string]>([
    ["equals", undefined, "expected"],
    ["contains", undefined, "expected"],
    ["contains", "", "expected that is not empty"],
    ["containsAny", ["a", ""], "expected that is not empty"],
    ["startsWith", "", "expected that is not empty"],
    ["numeric", "seven", "a number as expected"],
    [{ answer: { extract: "A: (.*)", compare: "number" } }, "seven", "a number as expected"],
    [{ answer: "A: (.*)" }, undefined, "expected"],
    ["levenshtein", undefined, "expected"],
    ["f1", undefined, "expected"],
    ["f1", [], "expected"],
    ["rouge", undefined, "expected"],
    ["bleu", undefined, "expected"],
  ])(
    "%j with expected %j asks for %s before anything runs, and is an error when asked to score all the same",
    async (spec, expected, lacking) => {
      const scorer = await prepareScorer(spec, environment);
      const example = { id: "a", input: "", ...(expected === undefined ? {} : { expected }) };
      expect(scorer.missing(example)).toBe(lacking);
      for (const output of ["A: 7", "", "seven"]) {
        const { score } = await scorer.score({ example, output, trial: 0, latencyMs: 1 });
        if (score.pass === true || score.value === 1) throw new Error(`passed ${JSON.stringify(output)}`);
      }
    },
  );
});

import { describe, expect, it } from "vitest";
import type { ScorerEnvironment } from "../definition.ts";
import { bleuTokens, sentenceBleu } from "./bleu-score.ts";
import { rouge } from "./rouge.ts";

const environment: ScorerEnvironment = {
  directory: import.meta.dirname,
  models: {
    generate: () => Promise.reject(new Error("no model is needed")),
    embed: () => Promise.reject(new Error("no model is needed")),
  },
  judges: new Map(),
  variables: {},
};

const papineni = [
  "It is a guide to action that ensures that the military will forever heed Party commands.",
  "It is the guiding principle which guarantees the military forces always being under the command of the Party.",
  "It is the practical guide for the army always to heed the directions of the party.",
];

/** Computed with sacrebleu 2.6.0: sentence_bleu(candidate, references, smooth_method, use_effective_order=True) / 100. */
const bleuValues: [candidate: string, references: string[], exp: number, none: number][] = [
  ["the cat sat under a mat", ["the cat sat on the mat"], 0.3246679155, 0],
  [
    "It is a guide to action which ensures that the military always obeys the commands of the party.",
    papineni,
    0.5401725899,
    0.5401725899,
  ],
  ["It is to insure the troops forever hearing the activity guidebook that party direct.", papineni, 0.0669955916, 0],
  ["Refund: $1,200.50 (5 business days)", ["The refund of $1,200.50 takes 5 business days."], 0.1996939588, 0],
  ["5 days", ["5 business days"], 0.4288819425, 0],
  ["no", ["yes"], 0, 0],
  ["a constructor call", ["the constructor call returned"], 0.3943223765, 0],
  ['well-known 3-4 items, e.g. "x" & y', ["well-known 3-4 items e.g. x and y"], 0.4333207865, 0.4333207865],
];

describe("sentenceBleu", () => {
  it.each(bleuValues)("agrees with sacrebleu on %j", (candidate, references, exp, none) => {
    const tokens = [bleuTokens(candidate), references.map(bleuTokens)] as const;
    expect(sentenceBleu(...tokens)).toBeCloseTo(exp, 9);
    expect(sentenceBleu(...tokens, 4, "none")).toBeCloseTo(none, 9);
  });

  it("clips a word to its most frequent use in a reference, 2 of 7 (Papineni et al., example 2)", () => {
    const candidate = bleuTokens("the the the the the the the");
    const references = ["the cat is on the mat", "there is a cat on the mat"].map(bleuTokens);
    expect(sentenceBleu(candidate, references, 1)).toBeCloseTo(2 / 7, 12);
  });

  it("is 0 for a candidate without tokens", () => {
    expect(sentenceBleu([], [["a"]])).toBe(0);
  });
});

/** Computed with Google's rouge_score 0.1.2 without stemming: [precision, recall, f1]. */
const rougeValues: [expected: string, output: string, values: Record<string, [number, number, number]>][] = [
  ["testing one two", "testing", { rouge1: [1, 1 / 3, 0.5], rouge2: [0, 0, 0], rougeL: [1, 1 / 3, 0.5] }],
  [
    "police killed the gunman",
    "the gunman kill police",
    { rouge1: [0.75, 0.75, 0.75], rouge2: [1 / 3, 1 / 3, 1 / 3], rouge3: [0, 0, 0], rougeL: [0.5, 0.5, 0.5] },
  ],
  [
    "the police killed the gunman.\nThe gunman was 42 years old.",
    "gunman, 42, killed!\nPolice were there; the police killed him.",
    {
      rouge1: [0.5, 0.4545454545, 0.4761904762],
      rouge2: [0.2222222222, 0.2, 0.2105263158],
      rouge3: [0.125, 0.1111111111, 0.1176470588],
      rougeL: [0.3, 0.2727272727, 0.2857142857],
      rougeLsum: [0.5, 0.4545454545, 0.4761904762],
    },
  ],
  [
    "w1 w2 w3 w4 w5",
    "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5",
    { rouge1: [0.4, 0.8, 0.5333333333], rougeLsum: [0.4, 0.8, 0.5333333333] },
  ],
  [
    "refund takes 5 business days",
    "A refund takes 5-7 business days",
    { rouge2: [0.5, 0.75, 0.6], rougeL: [0.7142857143, 1, 0.8333333333] },
  ],
];

const cases = rougeValues.flatMap(([expected, output, values]) =>
  Object.entries(values).flatMap(([variant, [precision, recall, f1]]) =>
    Object.entries({ precision, recall, f1 }).map(([measure, value]) => ({
      expected,
      output,
      variant,
      measure,
      value,
    })),
  ),
);

describe("rouge", () => {
  it.each(cases)(
    "$variant $measure of $output is what rouge_score gives",
    async ({ expected, output, variant, measure, value }) => {
      const options = rouge.options.parse({ variant, measure, value: expected });
      const score = await rouge.create(options, environment);
      const finding = await score({ example: { id: "a", input: "" }, output, trial: 0, latencyMs: 0 });
      expect(finding.value).toBeCloseTo(value, 9);
    },
  );

  it("is 0 for an output without words and 1 for the text itself in any script", async () => {
    const score = await rouge.create(rouge.options.parse({ value: "возврат за 5 дней" }), environment);
    const subject = { example: { id: "a", input: "" }, trial: 0, latencyMs: 0 };
    expect((await score({ ...subject, output: " ?! " })).value).toBe(0);
    expect((await score({ ...subject, output: "Возврат за 5 дней" })).value).toBe(1);
  });
});

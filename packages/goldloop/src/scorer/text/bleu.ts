import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { expectedTexts, textOf } from "../read.ts";
import { bleuTokens, sentenceBleu } from "./bleu-score.ts";

const reference = z.union([z.string(), z.array(z.string()).min(1, "must list at least one text")]);

/** Sentence BLEU as sacrebleu computes it (0..1 here, 0..100 there), against one or several expected texts. */
export const bleu = defineScorer({
  name: "bleu",
  revision: 1,
  family: "text",
  summary: "Overlap with the expected text in runs of 1 to 4 words (sentence BLEU, as sacrebleu computes it).",
  deterministic: true,
  binary: false,
  options: z.union([
    reference
      .describe("The text, or texts, to compare with.")
      .transform((value) => ({ value, maxN: 4, smoothing: "exp" as "exp" | "none" })),
    z.strictObject({
      value: reference.optional().describe("The text, or texts, to compare with. Default: the example's `expected`."),
      maxN: z.int().min(1).max(9).default(4).describe("The longest run of words that counts."),
      smoothing: z
        .enum(["exp", "none"])
        .default("exp")
        .describe("`exp` halves the precision of each length without a match; `none` makes the score 0 then."),
    }),
  ]),
  missing: ({ value }, example) => (expectedTexts(example, value).length === 0 ? "expected" : undefined),
  create:
    ({ value, maxN, smoothing }) =>
    ({ example, output }) => {
      const expected = expectedTexts(example, value);
      if (expected.length === 0) throw new Error(`example ${example.id} has no expected value`);
      const score = sentenceBleu(bleuTokens(textOf(output)), expected.map(bleuTokens), maxN, smoothing);
      return { value: score, reason: `BLEU-${maxN} ${score.toFixed(3)}` };
    },
  examples: [
    {
      title: "the same sentence",
      options: "the cat sat on the mat",
      subject: { output: "the cat sat on the mat" },
      value: 1,
    },
    {
      title: "a word counts only as often as a reference has it (2 of 7)",
      options: { value: ["the cat is on the mat", "there is a cat on the mat"], maxN: 1 },
      subject: { output: "the the the the the the the" },
      value: 2 / 7,
    },
    {
      title: "no run of 4 words is shared, and nothing is smoothed",
      options: { value: "the cat sat on the mat", smoothing: "none" },
      subject: { output: "the cat sat under a mat" },
      value: 0,
    },
  ],
});

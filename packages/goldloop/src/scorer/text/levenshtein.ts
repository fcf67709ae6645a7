import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { textOf } from "../read.ts";
import { fold, ignoreCase, missingExpected, referenceValue, requireText } from "./options.ts";

/** Similarity of two texts: 1 - d / max(length), with d the edits (insert, delete, replace) from one to the other. */
export const levenshtein = defineScorer({
  name: "levenshtein",
  revision: 1,
  family: "text",
  summary: "How similar the output is to the expected text, by edits of single characters.",
  deterministic: true,
  binary: false,
  options: z.union([
    z
      .string()
      .describe("The text to compare with.")
      .transform((value) => ({ value, ignoreCase: false })),
    z.strictObject({ value: referenceValue, ignoreCase }),
  ]),
  missing: missingExpected,
  create:
    ({ value, ignoreCase: folds }) =>
    ({ example, output }) => {
      const expected = fold(requireText(example, value), folds);
      const text = fold(textOf(output), folds);
      const edits = distance(text, expected);
      const longest = Math.max(text.length, expected.length);
      return {
        value: longest === 0 ? 1 : 1 - edits / longest,
        reason: `${edits} edits from the expected ${expected.length} characters`,
      };
    },
  examples: [
    { title: "3 edits over 7 characters", options: "sitting", subject: { output: "kitten" }, value: 4 / 7 },
    {
      title: "the same text",
      options: { ignoreCase: true },
      subject: { output: "PARIS", example: { id: "a", input: "", expected: "Paris" } },
      value: 1,
    },
  ],
});

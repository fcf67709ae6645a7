import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { quote } from "../quote.ts";
import { textOf } from "../read.ts";
import { fold, ignoreCase, missingText, needle, requireText } from "./options.ts";

/** The output begins with the text. */
export const startsWith = defineScorer({
  name: "startsWith",
  revision: 1,
  family: "text",
  summary: "The output begins with the text.",
  deterministic: true,
  binary: true,
  options: z.union([
    needle.describe("What the output must begin with.").transform((value) => ({ value, ignoreCase: false })),
    z.strictObject({
      value: needle.optional().describe("What the output must begin with. Default: the example's `expected`."),
      ignoreCase,
    }),
  ]),
  missing: missingText,
  create:
    ({ value, ignoreCase: folds }) =>
    ({ example, output }) => {
      const start = requireText(example, value);
      const text = textOf(output);
      if (start === "") throw new Error(`example ${example.id} expects the empty text`);
      if (fold(text, folds).startsWith(fold(start, folds))) return { value: 1, reason: `begins with ${quote(start)}` };
      return { value: 0, reason: `begins with ${quote(text.slice(0, start.length + 20))}, not ${quote(start)}` };
    },
  examples: [
    { title: "as written", options: "Dear", subject: { output: "Dear Ana, your order left today." }, value: 1 },
    {
      title: "white space counts",
      options: { value: "dear", ignoreCase: true },
      subject: { output: " Dear Ana" },
      value: 0,
    },
  ],
});

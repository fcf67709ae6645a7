import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { quote } from "../quote.ts";
import { textOf } from "../read.ts";
import { patternFlags } from "./options.ts";
import { compilePattern } from "../pattern.ts";

const source = z.string().min(1, "must not be empty: the empty pattern matches everything");

/**
 * A JavaScript regular expression matches somewhere in the output. A pattern that could backtrack without end runs
 * under a timeout of one second; when it is over the score is an error.
 */
export const regex = defineScorer({
  name: "regex",
  revision: 1,
  family: "text",
  summary: "A regular expression matches somewhere in the output.",
  deterministic: true,
  binary: true,
  options: z.union([
    source.describe("The pattern.").transform((pattern) => ({ pattern, flags: "" })),
    z.strictObject({ pattern: source.describe("A JavaScript regular expression."), flags: patternFlags }),
  ]),
  create: ({ pattern, flags }) => {
    const compiled = compilePattern(pattern, flags);
    return ({ output }) => {
      const match = compiled.first(textOf(output));
      if (match === undefined) return { value: 0, reason: `nothing matches ${compiled.text}` };
      return { value: 1, reason: `${quote(match[0] ?? "")} matches ${compiled.text}` };
    };
  },
  examples: [
    { title: "a pattern", options: "order #\\d{4}", subject: { output: "About order #8812." }, value: 1 },
    {
      title: "with flags",
      options: { pattern: "^refund$", flags: "im" },
      subject: { output: "Topic:\nRefund" },
      value: 1,
    },
    { title: "no match", options: "\\bIBAN\\b", subject: { output: "Please send your bank details." }, value: 0 },
  ],
});

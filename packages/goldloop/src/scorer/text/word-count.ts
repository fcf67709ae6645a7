import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { figure } from "../quote.ts";
import { textOf } from "../read.ts";

const words = z.int().nonnegative();

/** The number of words, divided by white space, lies between two bounds. */
export const wordCount = defineScorer({
  name: "wordCount",
  revision: 1,
  family: "text",
  summary: "The output has a number of words within bounds. Words are what white space divides.",
  deterministic: true,
  binary: true,
  options: z.union([
    words.describe("Exactly this many.").transform((count) => ({ min: count, max: count })),
    z
      .strictObject({
        min: words.optional().describe("At least this many."),
        max: words.optional().describe("At most this many."),
      })
      .refine(({ min, max }) => min !== undefined || max !== undefined, "needs `min`, `max` or both")
      .refine(({ min = 0, max = Infinity }) => min <= max, "`min` must not exceed `max`"),
  ]),
  create:
    ({ min, max }) =>
    ({ output }) => {
      const count = textOf(output).match(/\S+/g)?.length ?? 0;
      const said = `${figure(count)} ${count === 1 ? "word" : "words"}`;
      if (min !== undefined && count < min) return { value: 0, reason: `${said}, at least ${figure(min)} wanted` };
      if (max !== undefined && count > max) return { value: 0, reason: `${said}, at most ${figure(max)} wanted` };
      return { value: 1, reason: said };
    },
  examples: [
    { title: "at most 5", options: { max: 5 }, subject: { output: "It takes five business days." }, value: 1 },
    { title: "exactly 3", options: 3, subject: { output: "one two" }, value: 0 },
  ],
});

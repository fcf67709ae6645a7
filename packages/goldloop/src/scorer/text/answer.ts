import { z } from "zod";
import type { Json } from "../../digest/index.ts";
import { defineScorer } from "../definition.ts";
import { quote } from "../quote.ts";
import { expectedText, textOf } from "../read.ts";
import { decimalOf, decimalsIn } from "./number.ts";
import { missingExpected, patternFlags, referenceValue, requireText } from "./options.ts";
import { compilePattern } from "../pattern.ts";

const comparisons = ["text", "number", "exact"] as const;
type Comparison = (typeof comparisons)[number];

interface Options {
  extract: string;
  flags: string;
  compare: Comparison;
  value?: Json | undefined;
}

const source = z.string().min(1, "must not be empty: the empty pattern matches everything");

/**
 * The final answer of a longer text: the last match of a pattern over the whole output, its first group (the whole match
 * when it has none), compared with `expected`. A missing match is a value of 0.
 */
export const answer = defineScorer<Options>({
  name: "answer",
  revision: 1,
  family: "text",
  summary: "The answer that a pattern takes from the output, its last match, equals the expected one.",
  deterministic: true,
  binary: true,
  options: z.union([
    source
      .describe("The pattern; compared as text.")
      .transform((extract): Options => ({ extract, flags: "", compare: "text" })),
    z.strictObject({
      extract: source.describe("A regular expression. Its last match counts, of it the first group when it has one."),
      flags: patternFlags,
      compare: z
        .enum(comparisons)
        .default("text")
        .describe(
          "`text`: without regard to case and to white space at both ends and doubled; `number`: as decimal numbers, where commas, currency and percent signs do not count and 7.0 is 7; `exact`: character by character.",
        ),
      value: referenceValue,
    }),
  ]),
  missing: (options, example) => {
    const lacking = missingExpected(options, example);
    if (lacking !== undefined || options.compare !== "number") return lacking;
    return numberIn(expectedText(example, options.value) ?? "") === undefined ? "a number as expected" : undefined;
  },
  create: ({ extract, flags, compare, value }) => {
    const pattern = compilePattern(extract, flags);
    return ({ example, output }) => {
      const match = pattern.last(textOf(output));
      if (match === undefined) return { value: 0, reason: `no answer: nothing matches ${pattern.text}` };
      const got = (match.length > 1 ? match[1] : match[0]) ?? "";
      const expected = requireText(example, value);
      if (equalAnswers[compare](expected, got)) return { value: 1, reason: `answers ${quote(got.trim())}` };
      return { value: 0, reason: `answers ${quote(got.trim())}, expected ${quote(expected)}` };
    };
  },
  examples: [
    {
      title: "the last match counts, and commas do not",
      options: { extract: "A:\\s*(.*)", compare: "number" },
      subject: { output: "A: 4\nno, once more\nA: $1,200.00", example: { id: "a", input: "", expected: "1200" } },
      value: 1,
    },
    {
      title: "as text, whatever the case",
      options: { extract: "Answer: (\\w+)", value: "yes" },
      subject: { output: "Answer: YES" },
      value: 1,
    },
    {
      title: "no answer is a wrong answer",
      options: { extract: "A:\\s*(.*)", compare: "number", value: 18 },
      subject: { output: "She makes 18 dollars." },
      value: 0,
    },
  ],
});

const equalAnswers: Record<Comparison, (expected: string, got: string) => boolean> = {
  exact: (expected, got) => expected === got,
  text: (expected, got) => plain(expected) === plain(got),
  number: (expected, got) => {
    const wanted = numberIn(expected);
    if (wanted === undefined) throw new Error(`expected ${quote(expected)} is not a number`);
    return numberIn(got) === wanted;
  },
};

const plain = (text: string): string => text.trim().replace(/\s+/g, " ").toLowerCase();

/** The one number of a text, with or without words around it; undefined when there is none or there are several. */
function numberIn(text: string): string | undefined {
  const whole = decimalOf(text);
  if (whole !== undefined) return whole;
  const numbers = new Set(decimalsIn(text));
  return numbers.size === 1 ? [...numbers][0] : undefined;
}

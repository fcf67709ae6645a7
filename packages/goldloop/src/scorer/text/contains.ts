import { z } from "zod";
import type { Example } from "../../dataset/index.ts";
import { defineScorer, type Finding, type ScoreFunction } from "../definition.ts";
import { listed, quote } from "../quote.ts";
import { expectedTexts, textOf } from "../read.ts";
import { fold, ignoreCase, needle } from "./options.ts";

const needles = z.array(needle).min(1, "must list at least one text");

interface Options {
  values?: string[] | undefined;
  ignoreCase: boolean;
}

function optionsOf(what: string): z.ZodType<Options> {
  return z.union([
    needle.describe("The one text to look for.").transform((value) => ({ values: [value], ignoreCase: false })),
    needles.describe(what).transform((values) => ({ values, ignoreCase: false })),
    z.strictObject({
      values: needles
        .optional()
        .describe(`${what} Default: the example's \`expected\`, whose elements count when it is a list.`),
      ignoreCase,
    }),
  ]);
}

function missing(options: { values?: string[] | undefined }, example: Example): string | undefined {
  if (options.values !== undefined) return undefined;
  const texts = expectedTexts(example);
  if (texts.length === 0) return "expected";
  return texts.includes("") ? "expected that is not empty" : undefined;
}

function search(options: Options, decide: (found: string[], lacking: string[]) => Finding): ScoreFunction {
  return ({ example, output }) => {
    const wanted = options.values ?? expectedTexts(example);
    if (wanted.length === 0 || wanted.includes("")) throw new Error(`example ${example.id} expects no text`);
    const text = fold(textOf(output), options.ignoreCase);
    const found: string[] = [];
    const lacking: string[] = [];
    for (const value of wanted) (text.includes(fold(value, options.ignoreCase)) ? found : lacking).push(value);
    return decide(found, lacking);
  };
}

const all = (found: string[], lacking: string[]): Finding =>
  lacking.length === 0
    ? { value: 1, reason: `contains ${named(found)}` }
    : { value: 0, reason: `lacks ${named(lacking)}` };

const any = (found: string[], lacking: string[]): Finding =>
  found.length > 0
    ? { value: 1, reason: `contains ${named(found)}` }
    : { value: 0, reason: `contains none of ${named(lacking)}` };

const named = (texts: string[]): string => listed(texts.map((text) => quote(text)));

/** Every one of the texts stands in the output. */
export const contains = defineScorer({
  name: "contains",
  revision: 1,
  family: "text",
  summary: "The output contains the text; of a list, all of them.",
  deterministic: true,
  binary: true,
  options: optionsOf("Texts that must all be there."),
  missing,
  create: (options) => search(options, all),
  examples: [
    {
      title: "all of a list",
      options: ["refund", "5 business days"],
      subject: { output: "Your refund takes 5 business days." },
      value: 1,
    },
    {
      title: "by default, what the example expects",
      options: {},
      subject: { output: "We open on Monday.", example: { id: "a", input: "", expected: "closed on Sunday" } },
      value: 0,
    },
    { title: "one text", options: "refund", subject: { output: { answer: "The refund is on its way." } }, value: 1 },
  ],
});

/** At least one of the texts stands in the output. */
export const containsAny = defineScorer({
  name: "containsAny",
  revision: 1,
  family: "text",
  summary: "The output contains at least one of the texts.",
  deterministic: true,
  binary: true,
  options: optionsOf("Texts of which one must be there."),
  missing,
  create: (options) => search(options, any),
  examples: [
    {
      title: "one of two is enough",
      options: ["a week", "5 business days"],
      subject: { output: "It takes 5 business days." },
      value: 1,
    },
    { title: "none is there", options: ["a week", "7 days"], subject: { output: "It takes a while." }, value: 0 },
  ],
});

/** `contains` without regard to upper and lower case. */
export const icontains = defineScorer({
  name: "icontains",
  revision: 1,
  family: "text",
  summary: "The output contains the text, whatever its case; of a list, all of them.",
  deterministic: true,
  binary: true,
  options: z.union([
    needle.describe("The one text to look for.").transform((value) => ({ values: [value] })),
    needles.describe("Texts that must all be there.").transform((values) => ({ values })),
    z.strictObject({
      values: needles.optional().describe("Texts that must all be there. Default: the example's `expected`."),
    }),
  ]),
  missing,
  create: ({ values }) => search({ values, ignoreCase: true }, all),
  examples: [
    { title: "case does not count", options: "REFUND", subject: { output: "Your Refund is due." }, value: 1 },
    { title: "all of a list", options: ["refund", "days"], subject: { output: "REFUND: soon" }, value: 0 },
  ],
});

import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { expectedTexts, textOf } from "../read.ts";

const variants = z.string().regex(/^rouge(?:[1-9]|L|Lsum)$/, "must be rouge1 to rouge9, rougeL or rougeLsum");
const measures = { f1: 1, precision: 0, recall: Number.POSITIVE_INFINITY };
const reference = z.union([z.string(), z.array(z.string()).min(1, "must list at least one text")]);

/**
 * ROUGE (Lin 2004, aclanthology.org/W04-1013) by the js-rouge library, on lower-case words of letters and digits without
 * stemming, so that figures agree with Google's `rouge_score`. `rouge1`..`rouge9` compare n-grams, `rougeL` the longest
 * common subsequence of the whole texts, `rougeLsum` of their lines. Of several expected texts the nearest counts.
 */
export const rouge = defineScorer({
  name: "rouge",
  revision: 1,
  family: "text",
  summary: "Overlap with the expected text in n-grams or in the longest common subsequence (ROUGE).",
  deterministic: true,
  binary: false,
  options: z.union([
    variants
      .describe("`rouge1` to `rouge9`, `rougeL` or `rougeLsum`.")
      .transform((variant) => ({ variant, measure: "f1" as keyof typeof measures })),
    z.strictObject({
      variant: variants.default("rougeL").describe("`rouge1` to `rouge9`, `rougeL` or `rougeLsum`."),
      measure: z.enum(["f1", "precision", "recall"]).default("f1").describe("Which of the three is the value."),
      value: reference.optional().describe("The text, or texts, to compare with. Default: the example's `expected`."),
    }),
  ]),
  missing: (options, example) => (expectedTexts(example, valueOf(options)).length === 0 ? "expected" : undefined),
  create: async (options) => {
    const { l, n } = await import("js-rouge");
    const common = { beta: measures[options.measure], tokenizer: words };
    const { variant } = options;
    const compare = (candidate: string, expected: string): number => {
      if (words(candidate).length === 0 || words(expected).length === 0) return 0;
      if (variant === "rougeL") return l(candidate, expected, { ...common, segmenter: (text) => [text] });
      if (variant === "rougeLsum") return l(candidate, expected, { ...common, segmenter: lines });
      return n(candidate, expected, { ...common, n: Number(variant.slice("rouge".length)) });
    };
    return ({ example, output }) => {
      const expected = expectedTexts(example, valueOf(options));
      if (expected.length === 0) throw new Error(`example ${example.id} has no expected value`);
      const text = textOf(output);
      const value = Math.max(...expected.map((one) => compare(text, one)));
      return { value, reason: `${variant} ${options.measure} ${value.toFixed(3)}` };
    };
  },
  examples: [
    {
      title: "1 of 3 words, all of them right",
      options: { variant: "rouge1", value: "testing one two" },
      subject: { output: "testing" },
      value: 0.5,
    },
    {
      title: "the longest common subsequence has 3 of 4 words",
      options: { variant: "rougeL", value: "police killed the gunman" },
      subject: { output: "police kill the gunman" },
      value: 0.75,
    },
  ],
});

function valueOf(options: { value?: string | string[] | undefined } | object): string | string[] | undefined {
  return "value" in options ? options.value : undefined;
}

/** As `rouge_score` without stemming, but letters of every script count. */
function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { expectedTexts, textOf } from "../read.ts";

const reference = z.union([z.string(), z.array(z.string()).min(1, "must list at least one text")]);

/**
 * Token F1 as SQuAD defines it (Rajpurkar et al. 2016, arXiv 1606.05250): lower case, punctuation and the articles a, an,
 * the dropped, then the harmonic mean of precision and recall over the words, repeats counted. With several expected
 * texts the best counts. Two texts without words are equal (1); one without is 0.
 */
export const f1 = defineScorer({
  name: "f1",
  revision: 1,
  family: "text",
  summary:
    "Overlap of words with the expected text, as SQuAD measures it; of several expected texts the nearest counts.",
  deterministic: true,
  binary: false,
  options: z.union([
    reference.describe("The text, or texts, to compare with.").transform((value) => ({ value })),
    z.strictObject({
      value: reference.optional().describe("The text, or texts, to compare with. Default: the example's `expected`."),
    }),
  ]),
  missing: ({ value }, example) => (expectedTexts(example, value).length === 0 ? "expected" : undefined),
  create:
    ({ value }) =>
    ({ example, output }) => {
      const expected = expectedTexts(example, value);
      if (expected.length === 0) throw new Error(`example ${example.id} has no expected value`);
      const got = words(textOf(output));
      let best = { f1: -1, shared: 0, wanted: 0 };
      for (const text of expected) {
        const wanted = words(text);
        const shared = overlap(wanted, got);
        const score = tokenF1(shared, wanted.length, got.length);
        if (score > best.f1) best = { f1: score, shared, wanted: wanted.length };
      }
      return { value: best.f1, reason: `${best.shared} of ${best.wanted} expected words, among ${got.length}` };
    },
  examples: [
    {
      title: "articles and punctuation do not count",
      options: {},
      subject: { output: "A cat sat.", example: { id: "a", input: "", expected: "the cat sat" } },
      value: 1,
    },
    {
      title: "2 of 2 expected words, among 4",
      options: "Eiffel Tower",
      subject: { output: "Paris has the Eiffel Tower" },
      value: 2 / 3,
    },
    { title: "the nearest of several", options: ["1889", "in 1889"], subject: { output: "1889" }, value: 1 },
  ],
});

function tokenF1(shared: number, wanted: number, got: number): number {
  if (wanted === 0 || got === 0) return wanted === got ? 1 : 0;
  return (2 * shared) / (wanted + got);
}

function words(text: string): string[] {
  const bare = text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/g, "")
    .replace(/\b(?:a|an|the)\b/g, " ");
  return bare.split(/\s+/).filter((word) => word !== "");
}

function overlap(wanted: string[], got: string[]): number {
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of got) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    shared += 1;
    left.set(word, count - 1);
  }
  return shared;
}

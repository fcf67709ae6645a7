import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { textOf } from "../read.ts";
import { missingText, referenceValue, requireText } from "../text/options.ts";
import { modelName } from "./judge-model.ts";

/**
 * Cosine similarity of the embeddings of output and expected text, a.b / (|a| |b|), with what is below 0 as 0. Texts about the same
 * thing are near each other even where they say the opposite: 5 days and 50 days are similar.
 */
export const similar = defineScorer({
  name: "similar",
  revision: 1,
  family: "judge",
  summary: "How similar the output is to the expected text in meaning, by embeddings.",
  limits: "Negations and numbers change an embedding little: it sees the subject, not the truth.",
  deterministic: false,
  binary: false,
  options: z.strictObject({
    model: modelName.describe("The embedding model, `provider/model`."),
    value: referenceValue,
  }),
  missing: missingText,
  embeddings: ({ model }) => [model],
  create:
    ({ model, value }, { models }) =>
    async ({ example, output, signal }) => {
      const expected = requireText(example, value);
      const text = textOf(output);
      if (text.trim() === "") return { value: 0, reason: "the output is empty" };
      const { embeddings, usage, costUsd } = await models.embed({ model, values: [text, expected], signal });
      const [a, b] = embeddings;
      if (embeddings.length !== 2 || a === undefined || b === undefined) {
        throw new Error(`${model} gave ${embeddings.length} vectors for 2 texts`);
      }
      const similarity = cosine(a, b);
      return {
        value: Math.min(1, Math.max(0, similarity)),
        reason: `cosine similarity ${similarity.toFixed(4)} with the expected text`,
        usage,
        ...(costUsd === undefined ? {} : { costUsd }),
      };
    },
  examples: [
    {
      title: "near",
      options: { model: "openai/text-embedding-3-small", value: "5 business days" },
      subject: { output: "a working week" },
      modelAnswers: [
        [
          [0.6, 0.8],
          [0.8, 0.6],
        ],
      ],
      value: 0.96,
    },
    {
      title: "against `expected`, and unlike it",
      options: { model: "openai/text-embedding-3-small" },
      subject: { output: "a red bicycle", example: { id: "a", input: "", expected: "5 business days" } },
      modelAnswers: [
        [
          [1, 0],
          [0, 1],
        ],
      ],
      value: 0,
    },
  ],
});

function cosine(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new Error(`vectors of ${a.length} and ${b.length} dimensions cannot be compared`);
  const dot = a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  const result = dot / (Math.hypot(...a) * Math.hypot(...b));
  if (!Number.isFinite(result)) throw new Error("the model gave a vector without a direction");
  return result;
}

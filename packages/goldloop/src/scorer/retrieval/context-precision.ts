import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { isRelevant, missingContext, retrievedAndRelevant } from "./relevance.ts";

const k = z.int().min(1);

/**
 * Average precision of the first k retrieved documents: the mean of precision@i over the ranks i that hold a relevant
 * document; 0 when none does. It tells whether relevant documents stand first; `contextRecall` whether all were found.
 */
export const contextPrecision = defineScorer({
  name: "contextPrecision",
  revision: 1,
  family: "retrieval",
  summary: "Relevant documents stand first among those retrieved (average precision at k).",
  deterministic: true,
  binary: false,
  options: z.union([
    k.describe("How many of the retrieved documents count.").transform((value) => ({ k: value as number | undefined })),
    z.strictObject({ k: k.optional().describe("How many of the retrieved documents count. Default: all.") }),
  ]),
  missing: (_, example) => missingContext(example),
  create:
    ({ k: limit }) =>
    (subject) => {
      const { documents, relevant } = retrievedAndRelevant(subject, limit);
      let found = 0;
      let sum = 0;
      for (const [at, document] of documents.entries()) {
        if (!relevant.some((entry) => isRelevant(document, entry))) continue;
        found += 1;
        sum += found / (at + 1);
      }
      const reason = `${found} of ${documents.length} retrieved documents are relevant`;
      return { value: found === 0 ? 0 : sum / found, reason };
    },
  examples: [
    {
      title: "relevant at ranks 1 and 3: (1/1 + 2/3) / 2",
      options: {},
      subject: {
        output: { text: "...", documents: ["refunds", "hours", "returns"] },
        example: { id: "a", input: "", context: ["refunds", "returns"] },
      },
      value: 5 / 6,
    },
    {
      title: "only the first document counts",
      options: { k: 1 },
      subject: {
        output: { documents: [{ id: "hours" }, { id: "refunds" }] },
        example: { id: "a", input: "", context: ["refunds"] },
      },
      value: 0,
    },
  ],
});

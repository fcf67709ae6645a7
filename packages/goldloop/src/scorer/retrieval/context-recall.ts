import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { listed, quote } from "../quote.ts";
import { isRelevant, missingContext, retrievedAndRelevant } from "./relevance.ts";

const k = z.int().min(1);

/** The share of the example's `context` that is among the first k retrieved documents. */
export const contextRecall = defineScorer({
  name: "contextRecall",
  revision: 1,
  family: "retrieval",
  summary: "The share of the example's relevant documents that was retrieved.",
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
      const absent = relevant.filter((entry) => !documents.some((document) => isRelevant(document, entry)));
      const found = relevant.length - absent.length;
      const lacks = absent.length === 0 ? "" : `; not ${listed(absent.map((entry) => quote(entry, 40)))}`;
      return {
        value: found / relevant.length,
        reason: `${found} of ${relevant.length} relevant documents retrieved${lacks}`,
      };
    },
  examples: [
    {
      title: "1 of 2 relevant documents",
      options: {},
      subject: {
        output: { documents: [{ id: "refunds", text: "Refunds take 5 business days." }] },
        example: { id: "a", input: "", context: ["refunds", "returns"] },
      },
      value: 0.5,
    },
    {
      title: "by text, from a chunk of it",
      options: { k: 3 },
      subject: {
        output: { documents: [{ text: "Refunds take 5 business days." }] },
        example: { id: "a", input: "", context: ["Refunds take 5 business days. Returns are free."] },
      },
      value: 1,
    },
  ],
});

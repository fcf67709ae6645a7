import { z } from "zod";
import type { Json } from "../../digest/index.ts";
import { defineScorer } from "../definition.ts";
import { jsonEqual } from "../equality.ts";
import { quote } from "../quote.ts";
import { textOf } from "../read.ts";
import { ignoreCase, referenceValue } from "./options.ts";

/**
 * Equality with `expected`. A text is compared with the output's text; any other value is compared as JSON, at any
 * depth, without regard to the order of keys. A text output is parsed first when the expected value is not a text.
 */
export const equals = defineScorer({
  name: "equals",
  revision: 1,
  family: "text",
  summary: "The output equals the expected value: as text, or as JSON at any depth.",
  deterministic: true,
  binary: true,
  options: z.union([
    z
      .union([z.string(), z.number(), z.boolean(), z.array(z.json())])
      .describe("The value to compare with; write an object as `{ value: {...} }`.")
      .transform((value) => ({ value: value as Json, ignoreCase: false, trim: false })),
    z.strictObject({
      value: referenceValue,
      ignoreCase,
      trim: z.boolean().default(false).describe("Compare without white space at both ends."),
    }),
  ]),
  missing: ({ value }, example) => (value === undefined && example.expected === undefined ? "expected" : undefined),
  create: ({ value, ignoreCase: folds, trim }) => {
    const normalise = (text: string): string => {
      const trimmed = trim ? text.trim() : text;
      return folds ? trimmed.toLowerCase() : trimmed;
    };
    return ({ example, output }) => {
      const expected = value === undefined ? example.expected : value;
      if (expected === undefined) throw new Error(`example ${example.id} has no expected value`);
      const got = typeof expected === "string" ? textOf(output) : asJson(output);
      if (jsonEqual(expected, got, { normalise })) return { value: 1, reason: `equals ${quote(expected)}` };
      return { value: 0, reason: `expected ${quote(expected)}, got ${quote(got)}` };
    };
  },
  examples: [
    {
      title: "the expected text, exactly",
      options: {},
      subject: { output: "5 business days", example: { id: "a", input: "", expected: "5 business days" } },
      value: 1,
    },
    { title: "a value of its own", options: { value: "yes", ignoreCase: true }, subject: { output: "Yes" }, value: 1 },
    {
      title: "JSON: the order of keys does not matter, that of lists does",
      options: { value: { status: "paid", items: [1, 2] } },
      subject: { output: { items: [2, 1], status: "paid" } },
      value: 0,
    },
  ],
});

function asJson(output: Json): Json {
  if (typeof output !== "string") return output;
  try {
    return JSON.parse(output) as Json;
  } catch {
    return output;
  }
}

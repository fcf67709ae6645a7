import { z } from "zod";
import type { Example } from "../../dataset/index.ts";
import type { Json } from "../../digest/index.ts";
import { defineScorer } from "../definition.ts";
import { within } from "../equality.ts";
import { textOf } from "../read.ts";
import { decimalOf, decimalsIn } from "./number.ts";

const share = z.number().nonnegative();

/** A number in the output is near the expected one: |got - expected| <= max(tolerance, relative x |expected|). */
export const numeric = defineScorer({
  name: "numeric",
  revision: 1,
  family: "text",
  summary: "A number in the output is within a tolerance of the expected one.",
  deterministic: true,
  binary: true,
  options: z.union([
    z
      .number()
      .describe("The number expected.")
      .transform((value) => ({ value, tolerance: 0, relative: 0, take: "last" as "first" | "last" })),
    z.strictObject({
      value: z.number().optional().describe("The number expected. Default: the example's `expected`."),
      tolerance: share.default(0).describe("How far off it may be."),
      relative: share.default(0).describe("How far off it may be as a share (0..1) of the expected number."),
      take: z.enum(["first", "last"]).default("last").describe("Which number of the output counts."),
    }),
  ]),
  missing: ({ value }, example) => {
    if (value !== undefined) return undefined;
    if (example.expected === undefined) return "expected";
    return numberOf(example.expected) === undefined ? "a number as expected" : undefined;
  },
  create:
    ({ value, tolerance, relative, take }) =>
    ({ example, output }) => {
      const expected = value ?? requireNumber(example);
      const numbers = typeof output === "number" ? [output] : decimalsIn(textOf(output)).map(Number);
      const got = take === "first" ? numbers[0] : numbers.at(-1);
      if (got === undefined) return { value: 0, reason: "no number in the output" };
      const allowed = Math.max(tolerance, relative * Math.abs(expected));
      const near = allowed === 0 ? "" : ` within ${allowed}`;
      if (within(expected, got, allowed)) return { value: 1, reason: `${got} is ${expected}${near}` };
      return { value: 0, reason: `got ${got}, expected ${expected}${near}` };
    },
  examples: [
    {
      title: "within a share of the expected number",
      options: { relative: 0.05 },
      subject: { output: "About 1,040 km.", example: { id: "a", input: "", expected: 1000 } },
      value: 1,
    },
    { title: "exactly, by default", options: 3.14, subject: { output: "Pi is 3.1416" }, value: 0 },
    {
      title: "the first number of the text",
      options: { value: 3, take: "first", tolerance: 0.5 },
      subject: { output: "3.2 of 5 stars" },
      value: 1,
    },
  ],
});

function requireNumber(example: Example): number {
  const number = example.expected === undefined ? undefined : numberOf(example.expected);
  if (number === undefined) throw new Error(`example ${example.id} expects no number`);
  return number;
}

function numberOf(expected: Json): number | undefined {
  const decimal = decimalOf(textOf(expected));
  return decimal === undefined ? undefined : Number(decimal);
}

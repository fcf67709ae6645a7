import { z } from "zod";
import type { Example } from "../../dataset/index.ts";
import type { Json } from "../../digest/index.ts";
import { expectedText } from "../read.ts";

/** One thing to look for; the empty text would be found everywhere. */
export const needle = z.string().min(1, "must not be empty: the empty text is in every text");

export const ignoreCase = z.boolean().default(false).describe("Compare without regard to upper and lower case.");

/** Flags that change what matches; `g` and `y` would only change where the search starts. */
export const patternFlags = z
  .string()
  .regex(/^(?!.*(.).*\1)[imsuv]*$/, "may be made of i, m, s, u and v, each once")
  .default("")
  .describe("Flags of a JavaScript regular expression: i, m, s, u, v.");

/** The value to compare with, for the options of scorers that fall back to the example's `expected`. */
export const referenceValue = z
  .json()
  .optional()
  .describe("What to compare with, in place of the example's `expected`.");

/** `missing` of scorers that compare with `options.value` or `expected`. */
export function missingExpected(options: { value?: Json | undefined }, example: Example): string | undefined {
  return expectedText(example, options.value) === undefined ? "expected" : undefined;
}

/** `missing` of scorers that cannot do with an empty text. */
export function missingText(options: { value?: Json | undefined }, example: Example): string | undefined {
  const text = expectedText(example, options.value);
  if (text === undefined) return "expected";
  return text === "" ? "expected that is not empty" : undefined;
}

/** The expected text at scoring time; `missing` has been asked before, so its absence is an error. */
export function requireText(example: Example, value?: Json): string {
  const text = expectedText(example, value);
  if (text === undefined) throw new Error(`example ${example.id} has no expected value`);
  return text;
}

/** Lower case, for comparisons that ignore it. */
export function fold(text: string, ignore: boolean): string {
  return ignore ? text.toLowerCase() : text;
}

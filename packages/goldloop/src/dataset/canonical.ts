import { canonicalJson, isJsonObject } from "../digest/index.ts";
import type { Example } from "./example.ts";

/**
 * The RFC 8785 form of an example that came out of a file, equal to `canonicalJson(example)`.
 *
 * RFC 8785 takes numbers and strings as ECMAScript writes them, so that JSON.stringify, which is several times faster,
 * differs from it in the order of keys only, and in lone surrogates, which the parsers refuse. The known keys are put
 * in order here; when those further inside are not in order, the full algorithm has to do.
 */
export function canonicalExample(example: Example): string {
  if (!insideSorted(example)) return canonicalJson(example);
  const { attachments, context, expected, id, input, metadata, origin, scorers, split, tags } = example;
  return JSON.stringify({ attachments, context, expected, id, input, metadata, origin, scorers, split, tags });
}

/** The RFC 8785 form of what is tested (design 4.1), for an example that came out of a file. */
export function canonicalTest({ context, expected, input, scorers }: Example): string {
  const test = { context, expected, input, scorers };
  return insideSorted(test) ? JSON.stringify(test) : canonicalJson(test);
}

function insideSorted(object: object): boolean {
  for (const member of Object.values(object)) if (!isSorted(member)) return false;
  return true;
}

/** Whether every object in a value lists its keys in code-unit order. */
function isSorted(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isSorted);
  if (!isJsonObject(value)) return true;
  let last: string | undefined;
  for (const [key, member] of Object.entries(value)) {
    if ((last !== undefined && key < last) || !isSorted(member)) return false;
    last = key;
  }
  return true;
}

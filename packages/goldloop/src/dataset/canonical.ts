import { canonicalJson, isJsonObject } from "../digest/index.ts";
import type { Example } from "./example.ts";

/**
 * The RFC 8785 form of an example that came out of a file, equal to `canonicalJson(example)`.
 *
 * RFC 8785 takes numbers and strings as ECMAScript writes them, so that JSON.stringify, which is several times faster,
 * differs from it in the order of keys only, and in lone surrogates, which the parsers refuse. The known keys are put
 * in order here, those further inside in a copy. Keys that begin with a digit stand in an order of JavaScript's own, and
 * leave it to the full algorithm.
 */
export function canonicalExample(example: Example): string {
  const { attachments, context, expected, id, input, metadata, origin, scorers, split, tags } = example;
  const inOrder = { attachments, context, expected, id, input, metadata, origin, scorers, split, tags };
  return stringify(inOrder);
}

/** The RFC 8785 form of what is tested (design 4.1), for an example that came out of a file. */
export function canonicalTest({ context, expected, input, scorers }: Example): string {
  return stringify({ context, expected, input, scorers });
}

/** The RFC 8785 form of an object whose own keys are in order. */
function stringify(object: object): string {
  if (insideSorted(object)) return JSON.stringify(object);
  const sorted = sortedCopy(object);
  return sorted === undefined ? canonicalJson(object) : JSON.stringify(sorted);
}

/** The same value with every object's keys in code-unit order; undefined when an object cannot be put in that order. */
function sortedCopy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    for (const element of value) {
      const sorted = sortedCopy(element);
      if (sorted === undefined) return undefined;
      list.push(sorted);
    }
    return list;
  }
  const copy: Record<string, unknown> = {};
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members).toSorted()) {
    if (members[key] === undefined) continue;
    const first = key.charCodeAt(0);
    const sorted = first >= 0x30 && first <= 0x39 ? undefined : sortedCopy(members[key]);
    if (sorted === undefined) return undefined;
    copy[key] = sorted;
  }
  return copy;
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

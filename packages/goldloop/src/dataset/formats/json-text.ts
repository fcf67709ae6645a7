import type { JsonObject } from "../../digest/index.ts";
import type { Example } from "../example.ts";

/** The order in which people read an example; also the order of the schema. */
const keyOrder = [
  "id",
  "input",
  "expected",
  "tags",
  "split",
  "metadata",
  "context",
  "scorers",
  "attachments",
  "origin",
] as const satisfies readonly (keyof Example)[];

/** The example with its keys in reading order and absent ones left out. */
export function inReadingOrder(example: Example): JsonObject {
  return Object.fromEntries(keyOrder.flatMap((key) => (example[key] === undefined ? [] : [[key, example[key]]])));
}

declare global {
  interface JSON {
    /** ECMAScript, not yet in the compiler's library: a value that is written as this text. */
    rawJSON(text: string): object;
  }
}

/**
 * JSON text that reads back: floats that are whole and beyond 2^53 (1e20) keep an exponent, because the integer that
 * JSON.stringify writes for them would be refused as unsafe.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_, part: unknown) => (isWideFloat(part) ? JSON.rawJSON(part.toExponential()) : part),
    indent,
  );
}

/** Whether a number is whole and beyond 2^53 - 1, so that only an exponent shows that it is a float. */
export function isWideFloat(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
}

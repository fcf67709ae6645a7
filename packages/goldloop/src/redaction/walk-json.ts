/** Any JSON value. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** Values nested deeper are not looked into. */
export const deepestLevel = 500;

/** What is done with every text in a JSON value. `field` is the name of the nearest key above, "" at the top. */
export interface TextVisitor {
  /** A string, or a whole number written out, with the path to it (RFC 6901). Returns what takes its place. */
  value(text: string, field: string, path: string): string;
  /** A key of an object. */
  key(text: string, path: string): string;
  /** What takes the place of an array or object below the deepest level. */
  deep(): JsonValue;
}

/** A copy of a JSON value with every string, whole number of nine digits and more, and key shown to the visitor. */
export function walkJson(value: JsonValue, visitor: TextVisitor): JsonValue {
  return walk(value, visitor, "", "", 0);
}

function walk(value: JsonValue, visitor: TextVisitor, field: string, path: string, depth: number): JsonValue {
  if (typeof value === "string") return visitor.value(value, field, path);
  if (typeof value === "number") return walkNumber(value, visitor, field, path);
  if (typeof value !== "object" || value === null) return value;
  if (depth > deepestLevel) return visitor.deep();
  if (Array.isArray(value)) return value.map((item, i) => walk(item, visitor, field, `${path}/${i}`, depth + 1));
  const out: { [key: string]: JsonValue } = {};
  for (const [key, item] of Object.entries(value)) {
    const shown = visitor.key(key, path);
    const below = `${path}/${shown.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    defineKey(out, shown, walk(item, visitor, key, below, depth + 1));
  }
  return out;
}

/**
 * The digits of a whole number of nine digits and more, undefined for any other: an account or card number does not become
 * harmless by standing there without quotes.
 */
export function numberText(value: number): string | undefined {
  if (!Number.isInteger(value) || Math.abs(value) < 1e8 || Math.abs(value) >= 1e19) return undefined;
  return BigInt(value).toString();
}

function walkNumber(value: number, visitor: TextVisitor, field: string, path: string): JsonValue {
  const text = numberText(value);
  if (text === undefined) return value;
  const shown = visitor.value(text, field, path);
  return shown === text ? value : shown;
}

/** Sets a key. Two keys that are redacted to the same text both stay; `__proto__` is a key like any other. */
export function defineKey(out: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  let free = key;
  for (let n = 2; Object.hasOwn(out, free); n++) free = `${key} (${n})`;
  Object.defineProperty(out, free, { value, writable: true, enumerable: true, configurable: true });
}

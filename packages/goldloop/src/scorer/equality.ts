import { isJsonObject, type Json } from "../digest/index.ts";

export interface EqualityOptions {
  /** Numbers may differ by this much. */
  tolerance?: number;
  /** `"8812"` equals `8812` and `"true"` equals `true`. */
  looseTypes?: boolean;
  /** The right side may have keys that the left lacks, at any depth. Lists are compared element by element. */
  subset?: boolean;
  /** Applied to every text before it is compared. */
  normalise?: (text: string) => string;
}

/** Whether two JSON values are equal: key order never matters, element order always does, and -0 is 0. */
export function jsonEqual(expected: Json, got: Json, options: EqualityOptions = {}): boolean {
  if (expected === got) return true;
  if (Array.isArray(expected)) {
    if (!Array.isArray(got) || got.length !== expected.length) return false;
    return expected.every((element, index) => jsonEqual(element, got[index] ?? null, options));
  }
  if (isJsonObject(expected)) {
    if (!isJsonObject(got)) return false;
    const keys = Object.keys(expected);
    if (!options.subset && Object.keys(got).length !== keys.length) return false;
    return keys.every((key) => {
      const [left, right] = [expected[key], Object.hasOwn(got, key) ? got[key] : undefined];
      return left !== undefined && right !== undefined && jsonEqual(left, right, options);
    });
  }
  return scalarEqual(expected, got, options);
}

function scalarEqual(expected: Json, got: Json, options: EqualityOptions): boolean {
  if (typeof expected === "object" || typeof got === "object") return false;
  if (typeof expected === "number" && typeof got === "number") return within(expected, got, options.tolerance ?? 0);
  if (typeof expected === "string" && typeof got === "string" && options.normalise !== undefined) {
    if (options.normalise(expected) === options.normalise(got)) return true;
  }
  if (!options.looseTypes || typeof expected === typeof got) return false;
  if (String(expected) === String(got)) return true;
  if (typeof expected === "boolean" || typeof got === "boolean") return false;
  if (String(expected).trim() === "" || String(got).trim() === "") return false;
  return within(Number(expected), Number(got), options.tolerance ?? 0);
}

/** Whether two numbers differ by at most `tolerance`; the rounding of the subtraction itself is forgiven. */
export function within(a: number, b: number, tolerance: number): boolean {
  if (a === b) return true;
  return tolerance > 0 && Math.abs(a - b) <= tolerance + 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}

import { maxDepth, OtlpError, setKey } from "./raw.ts";
import type { Attributes, AttributeValue, RawScope } from "./raw.ts";

/** A JSON object whose keys are not checked yet. */
export type Fields = Record<string, unknown>;

const hex = /^[0-9a-fA-F]*$/;
const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const digits = /^-?\d{1,20}$/;

/** The instrumentation scope of a group. */
export function readScope(scope: Fields): RawScope {
  return {
    name: text(scope["name"], "scope.name"),
    version: text(scope["version"], "scope.version"),
    attributes: attributes(scope["attributes"], 0),
  };
}

/** A list of `{ key, value }` as attributes. */
export function attributes(pairs: unknown, depth: number): Attributes {
  const result: Attributes = {};
  for (const pair of list(pairs, "attributes")) {
    const { key, value } = fields(pair, "attributes");
    setKey(result, text(key, "attributes.key"), anyValue(value, depth));
  }
  return result;
}

/** One `AnyValue` of the JSON form; null when it is empty. */
export function anyValue(value: unknown, depth: number): AttributeValue {
  if (depth > maxDepth) throw new OtlpError(`an attribute is nested deeper than ${maxDepth} levels`);
  if (value === undefined || value === null) return null;
  const any = fields(value, "attributes.value");
  if (given(any["stringValue"])) return text(any["stringValue"], "stringValue");
  if (given(any["boolValue"])) return any["boolValue"] === true || any["boolValue"] === "true";
  if (given(any["intValue"])) return integer(any["intValue"]);
  if (given(any["doubleValue"])) return double(any["doubleValue"]);
  if (given(any["arrayValue"])) {
    return list(optional(any["arrayValue"], "arrayValue")["values"], "values").map((item) => anyValue(item, depth + 1));
  }
  if (given(any["kvlistValue"])) return attributes(optional(any["kvlistValue"], "kvlistValue")["values"], depth + 1);
  return given(any["bytesValue"]) ? text(any["bytesValue"], "bytesValue") : null;
}

/** `{ doubleValue: null }` is what JSON.stringify makes of NaN in SDKs that do not look: a value that is not known. */
function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function integer(value: unknown): number | string {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value !== "string" || !digits.test(value)) throw new OtlpError("intValue is not an integer");
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function double(value: unknown): number | string {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return value;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw new OtlpError("doubleValue is not a number");
  return number;
}

/** Hex by the OTLP specification; base64 is what generic protobuf-to-JSON printers write. */
export function id(value: unknown, size: 8 | 16, place: string): string {
  const written = text(value, place);
  if (written.length <= size * 2 && hex.test(written)) {
    // base64 of 8 bytes without padding (11 characters) may look like hex, but no id of that length does
    if (written.length === size * 2 || written.length === 0) return written.toLowerCase();
  }
  const bytes = base64.test(written) ? Buffer.from(written, "base64") : undefined;
  return bytes?.length === size ? bytes.toString("hex") : "invalid";
}

/** A 64-bit time in ns, as text or number; 0 when it is absent. */
export function nanos(value: unknown, place: string): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return BigInt.asUintN(64, BigInt(value));
  if (typeof value === "number" && value >= 0 && value < 2 ** 64) return BigInt(Math.trunc(value));
  throw new OtlpError(`${place} is not a time in nanoseconds`);
}

/** The number of an enum value that may be written as a name. */
export function enumeration(value: unknown, names: string[], prefix: string, place: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number") return value;
  const index = typeof value === "string" ? names.indexOf(value.replace(prefix, "")) : -1;
  if (index < 0) throw new OtlpError(`${place} is none of ${names.join(", ")}`);
  return index;
}

/** The value as an object; throws an OtlpError that names the place otherwise. */
export function fields(value: unknown, place: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new OtlpError(`${place} is not an object`);
  return value as Fields;
}

/** The same, where absent means empty. */
export function optional(value: unknown, place: string): Fields {
  return value === undefined || value === null ? {} : fields(value, place);
}

/** The value as a list; absent means empty. */
export function list(value: unknown, place: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new OtlpError(`${place} is not a list`);
  return value;
}

/** The value as text; absent means empty. */
export function text(value: unknown, place: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw new OtlpError(`${place} is not a string`);
  return value;
}

/**
 * The list under a key of OTLP/JSON. Throws an OtlpError when the key is missing while another spelling of it is there, as
 * `resource_spans` of other writers of protobuf: taken for nothing, what was sent would be lost without a word.
 */
export function listUnder(holder: Fields, key: string): readonly unknown[] {
  if (holder[key] === undefined) {
    const other = Object.keys(holder).find((one) => one.replaceAll("_", "").toLowerCase() === key.toLowerCase());
    if (other !== undefined) throw new OtlpError(`${other} is written ${key} in OTLP/JSON`);
  }
  return list(holder[key], key);
}

/** The same for a whole request, which may be empty but not be about something else. */
export function listOfRequest(request: Fields, key: string): readonly unknown[] {
  const found = listUnder(request, key);
  const [other] = Object.keys(request);
  if (request[key] === undefined && other !== undefined)
    throw new OtlpError(`${key} is missing; there is ${other.slice(0, 60)}`);
  return found;
}

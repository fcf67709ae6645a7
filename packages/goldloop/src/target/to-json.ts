import type { Json } from "../digest/index.ts";
import { GoldloopError } from "../error/index.ts";

const maxDepth = 500;

/**
 * What a user's function returned, as JSON and detached from the user's objects: properties that are undefined are left
 * out, `toJSON` is honoured. Throws a GoldloopError (`output-not-json`), naming the place, for what JSON would lose or
 * refuse: functions, NaN, BigInt, Map, Set, bytes, cycles.
 */
export function toJson(value: unknown, place = "output", depth = 0): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      throw notJson(place, String(value));
    case "object":
      break;
    default:
      throw notJson(place, value === undefined ? "undefined" : `a ${typeof value}`);
  }
  if (value === null) return null;
  if (depth > maxDepth) throw notJson(place.slice(0, 80), "nested without end, perhaps a cycle");
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      item === undefined ? null : toJson(item, `${place}[${index}]`, depth + 1),
    );
  }
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    throw notJson(place, `a ${value.constructor.name}`);
  }
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return toJson((value as { toJSON(): unknown }).toJSON(), place, depth + 1);
  }
  const result: { [key: string]: Json } = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) result[key] = toJson(item, `${place}.${key}`, depth + 1);
  }
  return result;
}

function notJson(place: string, what: string): GoldloopError {
  return new GoldloopError("output-not-json", `${place} is ${what}, which is not JSON`, {
    hint: "return texts, numbers, booleans, lists and plain objects",
  });
}

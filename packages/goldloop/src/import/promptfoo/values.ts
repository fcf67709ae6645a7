import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";

/** A value as text, as promptfoo compares it; undefined for nothing and for the empty text. */
export function textIn(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A list of texts: a list, or a text divided by commas in which quotes protect commas. Undefined without any. */
export function textsIn(value: Json | undefined): string[] | undefined {
  const parts = Array.isArray(value)
    ? value.map(textIn)
    : typeof value === "string"
      ? dividedByCommas(value)
      : [textIn(value)];
  const texts = parts.filter((part): part is string => part !== undefined && part !== "");
  return texts.length === 0 || texts.length < parts.length ? undefined : texts;
}

function dividedByCommas(text: string): string[] {
  const parts = [...text.matchAll(/\s*(?:"([^"]*)"|([^,]*?))\s*(?:,|$)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? "",
  );
  // The pattern matches once more, with nothing, at the end of the text.
  return parts.at(-1) === "" ? parts.slice(0, -1) : parts;
}

/** A number, written as one or as text. */
export function numberIn(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** An object; undefined for anything else. */
export function objectIn(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

/** `min` and `max` of an object under other names, left out where absent. */
export function boundsIn(value: JsonObject, min = "min", max = "max"): JsonObject {
  const bounds: JsonObject = {};
  if (typeof value["min"] === "number") bounds[min] = value["min"];
  if (typeof value["max"] === "number") bounds[max] = value["max"];
  return bounds;
}

/** Whether a name is a pattern with `*` or `?`, as promptfoo reads names of steps and spans. */
export function isPattern(name: string): boolean {
  return /[*?]/.test(name);
}

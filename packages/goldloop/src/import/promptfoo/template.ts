import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";

/** `{{ name }}`, `{{ user.name }}`, `{{ items[0] }}` */
const place = /\{\{-?\s*([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[\d+\])*)\s*-?\}\}/g;

/** Whether a text has anything that promptfoo's template engine would fill in. */
export function isTemplate(text: string): boolean {
  return text.includes("{{") || text.includes("{%");
}

/** The names of the variables that a template uses. */
export function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(place)].map(([, path = ""]) => path.split(/[.[]/)[0] ?? ""))];
}

/** Whether a template has more than plain `{{ name }}` places: filters, loops, conditions. */
export function isBeyondPlaces(text: string): boolean {
  return isTemplate(text.replaceAll(place, ""));
}

/**
 * Fills `{{ name }}` places; a variable that does not exist becomes the empty text, as in promptfoo, and an object its
 * JSON. Undefined when the template has more than such places.
 */
export function render(text: string, vars: JsonObject): string | undefined {
  if (!isTemplate(text)) return text;
  if (isBeyondPlaces(text)) return undefined;
  return text.replaceAll(place, (_, path: string) => {
    const value = lookUp(vars, path);
    if (value === undefined || value === null) return "";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  });
}

/** `render` for every text in a value. Undefined when one of them cannot be rendered. */
export function renderAll(value: Json, vars: JsonObject): Json | undefined {
  if (typeof value === "string") return render(value, vars);
  if (Array.isArray(value)) {
    const list = value.map((item) => renderAll(item, vars));
    return list.includes(undefined) ? undefined : (list as Json[]);
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, renderAll(item, vars)] as const);
  return entries.some(([, item]) => item === undefined) ? undefined : (Object.fromEntries(entries) as JsonObject);
}

function lookUp(vars: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = vars;
  for (const key of path.replaceAll(/\[(\d+)\]/g, ".$1").split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

import type { Json } from "../../digest/index.ts";

/** Every string in a JSON value, keys included: a leak in a tool argument or a field name is a leak. */
export function textsOf(value: Json): string[] {
  const texts: string[] = [];
  const open: Json[] = [value];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item === "string") texts.push(item);
    else if (Array.isArray(item)) open.push(...item.toReversed());
    else if (typeof item === "object" && item !== null) {
      for (const [key, part] of Object.entries(item).toReversed()) open.push(part, key);
    }
  }
  return texts;
}

import type { Json } from "../digest/index.ts";

/** A value for a reason: JSON on one line, cut after `limit` characters. */
export function quote(value: Json, limit = 80): string {
  if (typeof value === "string") return JSON.stringify(cut(value, limit));
  return cut(JSON.stringify(value), limit);
}

/** `18 of 20`, `1,200 ms`: a number for people, with thousands separated and at most 6 decimals. */
export function figure(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 6 });
}

/** `a`, `a and b`, `a, b and c` */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).toWellFormed()}…`;
}

import { filterFields } from "./field.ts";
import type { FilterField, FilterName } from "./field.ts";
import type { Condition } from "./filters.ts";
import { problemOf } from "./unfit.ts";

const milliseconds: Readonly<Record<string, number>> = { "": 1, ms: 1, s: 1000, m: 60_000, min: 60_000 };

/** What was typed, read: the conditions, and what could not be read, with the reason. */
export interface Typed {
  conditions: Condition[];
  problem?: string;
}

/**
 * Reads `route:chat latency>2s "late refund"`: words before a known prefix are conditions, all other words together are
 * the text. A value with spaces stands in double quotes. `only`: nothing but these fields is understood.
 */
export function read(typed: string, only?: readonly FilterName[]): Typed {
  const conditions: Condition[] = [];
  const words: string[] = [];
  for (const token of tokens(typed)) {
    const field = filterFields.find((one) => token.text.toLowerCase().startsWith(one.prefix) && !token.quotedFirst);
    if (only !== undefined && !only.includes(field?.name ?? "text"))
      return { conditions: [], problem: `Here one of ${only.join(", ")} is understood, as ${only[0]}:value` };
    if (!field) {
      words.push(token.text);
      continue;
    }
    const value = valueOf(field, token.text.slice(field.prefix.length));
    if (typeof value === "object") return { conditions: [], problem: value.problem };
    conditions.push({ name: field.name, value });
  }
  if (words.length > 0) conditions.push({ name: "text", value: words.join(" ") });
  return { conditions };
}

function valueOf(field: FilterField, text: string): string | number | { problem: string } {
  if (text === "") return { problem: `${field.prefix} needs a value: ${field.help}` };
  const problem = problemOf({ name: field.name, value: text });
  if (problem !== undefined) return { problem };
  if (field.number === undefined) return text;
  const parts = /^\$?(\d+(?:\.\d+)?|\.\d+)(ms|s|min|m)?$/.exec(text);
  const unit = parts?.[2] ?? "";
  if (!parts || (field.number === "usd" && unit !== ""))
    return { problem: `${field.prefix} needs a number: ${field.help}` };
  return Number(parts[1]) * (field.number === "ms" ? (milliseconds[unit] ?? 1) : 1);
}

interface Token {
  text: string;
  /** It began with a quote: plain words, whatever they look like. */
  quotedFirst: boolean;
}

/** Splits at spaces outside double quotes; the quotes are taken off. An open quote runs to the end. */
function tokens(typed: string): Token[] {
  const found: Token[] = [];
  for (const [whole] of typed.matchAll(/(?:[^\s"]|"[^"]*(?:"|$))+/g)) {
    const text = whole.replaceAll('"', "");
    if (text !== "") found.push({ text, quotedFirst: whole.startsWith('"') });
  }
  return found;
}

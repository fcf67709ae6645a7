import type { JsonObject } from "../../digest/index.ts";

/** Types whose text in a table is a list divided by commas. */
const lists = new Set(["contains-all", "contains-any", "icontains-all", "icontains-any"]);

/** Types that promptfoo gives a threshold when a table names none (`similar` 0.8, the others 0.75). */
const graded = new Set([
  "answer-relevance",
  "classifier",
  "context-faithfulness",
  "context-recall",
  "context-relevance",
  "cost",
  "latency",
  "levenshtein",
  "perplexity-score",
  "perplexity",
  "rouge-n",
  "similar",
  "starts-with",
]);

const prefixes: readonly [string, string][] = [
  ["javascript:", "javascript"],
  ["fn:", "javascript"],
  ["eval:", "javascript"],
  ["python:", "python"],
  ["grade:", "llm-rubric"],
  ["llm-rubric:", "llm-rubric"],
];

/**
 * An assertion written as text in an `__expected` column: `contains-all: a, b`, `similar(0.8): text`, `grade: is polite`.
 * `isKnown` tells which types there are; a text that names none is compared with `equals`, as promptfoo does.
 */
export function assertionOfText(text: string, isKnown: (type: string) => boolean): JsonObject {
  for (const [prefix, type] of prefixes) {
    if (text.startsWith(prefix)) return { type, value: text.slice(prefix.length).trim() };
  }
  const script = /^file:\/\/.*\.(py|[cm]?[jt]s)(:\w+)?$/.exec(text);
  if (script !== null) return { type: script[1] === "py" ? "python" : "javascript", value: text };
  const type = typeAt(text, isKnown);
  if (type === undefined) return { type: "equals", value: text };
  const not = text.startsWith("not-") ? "not-" : "";
  const rest = text.slice(not.length + type.length);
  const [, threshold, value] = /^(?:\((\d+(?:\.\d+)?)\))?(?::([\s\S]*))?$/.exec(rest) ?? [];
  const assertion: JsonObject = { type: `${not}${type}` };
  if (value !== undefined)
    assertion["value"] = lists.has(type) ? value.split(",").map((part) => part.trim()) : value.trim();
  if (threshold !== undefined) assertion["threshold"] = Number(threshold);
  else if (graded.has(type)) assertion["threshold"] = type === "similar" ? 0.8 : 0.75;
  return assertion;
}

/** The longest known type that the text begins with (types may hold colons), alone or before `(` or `:`. */
function typeAt(text: string, isKnown: (type: string) => boolean): string | undefined {
  const [, , word = ""] = /^(not-)?([a-z][a-z0-9:-]*)(?=[(:]|$|\s)/.exec(text) ?? [];
  const parts = word.split(":");
  for (let count = parts.length; count > 0; count--) {
    const type = parts.slice(0, count).join(":");
    const after = text.slice(text.startsWith("not-") ? "not-".length : 0).slice(type.length);
    if (isKnown(type) && /^(\(\d+(\.\d+)?\))?(:|$)/.test(after)) return type;
  }
  return undefined;
}

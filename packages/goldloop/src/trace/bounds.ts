import type { Draft } from "./dialect/definition.ts";
import type { Attributes } from "./otlp/raw.ts";
import type { Span, Usage } from "./span.ts";

/** Of one span and of each count. The largest context windows hold a hundredth of it. */
export const mostTokens = 1e9;
/** Of one span. */
export const mostCostUsd = 1e6;
/** From a span's start to its end, and to its first token. */
export const mostDurationMs = 7 * 86_400_000;
/** Clocks are set back while spans run, and some clients count up starts of one moment: an end so little before its start is the start. */
export const mostSetBackMs = 1000;
/** Of an evaluation's score, either way. */
export const mostScore = 1e9;

/** Where a span keeps, by name, what it stated and nobody can mean: one such figure would stretch every chart. */
export const ignoredAttribute = "goldloop.ignored";

const counts = [
  "inputTokens",
  "outputTokens",
  "cachedInputTokens",
  "reasoningTokens",
] as const satisfies (keyof Usage)[];
const names: readonly string[] = [...counts, "costUsd", "timeToFirstTokenMs", "endTime"];

/** Whether a figure lies within 0 and `most`. */
export function within(value: number, most: number): boolean {
  return value >= 0 && value <= most;
}

/** Takes the figures that are out of bounds out of a draft and returns them by name. */
export function takeIgnored(draft: Draft): Attributes {
  const ignored: Attributes = {};
  const { usage = {} } = draft;
  for (const count of counts) {
    const value = usage[count];
    if (value === undefined || within(value, mostTokens)) continue;
    ignored[count] = value;
    delete usage[count];
  }
  if (Object.keys(usage).length === 0) delete draft.usage;
  for (const [name, most] of [
    ["costUsd", mostCostUsd],
    ["timeToFirstTokenMs", mostDurationMs],
  ] as const) {
    const value = draft[name];
    if (value === undefined || within(value, most)) continue;
    ignored[name] = value;
    delete draft[name];
  }
  return ignored;
}

/** The names of what a canonical span stated out of bounds. */
export function ignoredOf(span: Span): string[] {
  const ignored = span.attributes[ignoredAttribute];
  if (typeof ignored !== "object" || ignored === null) return [];
  return names.filter((name) => Object.hasOwn(ignored, name));
}

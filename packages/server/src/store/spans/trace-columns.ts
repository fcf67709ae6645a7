/** A root goes first, of several the earliest; without a root the earliest span stands for the trace. */
const startUs = "toUnixTimestamp64Micro(start)";
const notRoot = "4611686018427387904";
const rank = `toUInt64(${startUs} + if(parent_span_id = '', 0, ${notRoot}))`;

const ofHead = (value: string): string => `argMin(${value}, ${rank})`;
const firstSaid = (column: string): string => `argMinIf(${column}, ${rank}, ${column} != '')`;
const headOrAny = (column: string): string => `if(${ofHead(column)} != '', ${ofHead(column)}, max(${column}))`;
// Cheaper than a set for each trace: few spans of one have a model, or are tools.
const names = (column: string): string => `arrayDistinct(groupArrayIf(${column}, ${column} != ''))`;

/**
 * What a trace adds up to, as SQL over its spans grouped by trace. Environment, release, session and user are those of the root
 * where it names one, else of another span that does.
 */
export const traceColumns = {
  rank: `min(${rank})`,
  firstUs: `min(${startUs})`,
  lastUs: `max(${startUs})`,
  spanId: ofHead("span_id"),
  route: ofHead("name"),
  headStatus: ofHead("toString(status)"),
  headMs: ofHead("duration_ms"),
  /** From the first start to the last end: what a trace without a root has lasted so far. */
  extentMs: `(max(${startUs} + toInt64(least(duration_ms, 1e12) * 1000)) - min(${startUs})) / 1000`,
  environmentOf: headOrAny("environment"),
  releaseOf: headOrAny("release"),
  sessionId: firstSaid("session_id"),
  userId: firstSaid("user_id"),
  models: names("model"),
  tools: names("tool"),
  kinds: "groupUniqArray(kind)",
  found: "arrayDistinct(groupArrayArrayIf(mapKeys(detections), notEmpty(detections)))",
  spans: "count()",
  errors: "countIf(status = 'error')",
  toolCalls: "countIf(kind = 'tool')",
  toolErrors: "countIf(tool_error = 1)",
  refusals: "countIf(refusal = 1)",
  fallbacks: "countIf(fallback = 1)",
  timeToFirstTokenMs: "argMinIf(assumeNotNull(time_to_first_token_ms), start, time_to_first_token_ms IS NOT NULL)",
  timed: "countIf(time_to_first_token_ms IS NOT NULL)",
} as const;

export type TraceColumn = keyof typeof traceColumns;

/** What traces are found, ordered and counted by; `settled_traces` holds these. */
export const settledColumns = [
  "rank",
  "firstUs",
  "lastUs",
  "headMs",
  "extentMs",
  "route",
  "environmentOf",
  "releaseOf",
  "sessionId",
  "models",
  "tools",
  "kinds",
  "found",
  "errors",
  "toolErrors",
  "refusals",
  "fallbacks",
] as const satisfies readonly TraceColumn[];

export type SettledColumn = (typeof settledColumns)[number];

/** Of `rank`: when the trace started, and whether its root has arrived. */
export const startUsOfRank = `toInt64(bitAnd(rank, ${notRoot} - 1))`;
export const completeOfRank = `rank < ${notRoot}`;
/** How long a trace took, ms, of `rank`, `headMs` and `extentMs`. */
export const latencyMs = `if(${completeOfRank}, headMs, extentMs)`;

/** Money adds up exactly, in any order, as whole 1e-12 USD: a list that is ordered by it must not change between two pages. */
export const picoUsd = "toInt128(round(multiIf(cost_usd > 1e15, 1e15, cost_usd < -1e15, -1e15, cost_usd) * 1e12))";

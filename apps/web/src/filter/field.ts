/** The filters of traces as the URL and the API spell them. Lists mean "any of these". */
export interface Filters {
  route?: string[];
  model?: string[];
  release?: string[];
  environment?: string[];
  tool?: string[];
  kind?: string[];
  flag?: string[];
  score?: string[];
  feedback?: string[];
  attribute?: string[];
  status?: "ok" | "error";
  user?: string;
  session?: string;
  text?: string;
  minLatencyMs?: number;
  maxLatencyMs?: number;
  minCostUsd?: number;
}

export type FilterName = keyof Filters;

export type FacetName =
  | "environment"
  | "release"
  | "model"
  | "route"
  | "tool"
  | "status"
  | "flag"
  | "score"
  | "feedback";

/** How one filter is typed, shown and suggested. */
export interface FilterField {
  name: FilterName;
  /** What is typed before the value: `route:`, `latency>`. */
  prefix: string;
  many: boolean;
  /** What the value means, for the suggestion list. */
  help: string;
  /** Suggested values come from this facet ... */
  facet?: FacetName;
  /** ... or are these. */
  values?: readonly string[];
  number?: "ms" | "usd";
}

export const filterFields: readonly FilterField[] = [
  { name: "route", prefix: "route:", many: true, help: "entry point of the trace", facet: "route" },
  { name: "model", prefix: "model:", many: true, help: "a model that was called", facet: "model" },
  { name: "release", prefix: "release:", many: true, help: "what was running", facet: "release" },
  { name: "environment", prefix: "environment:", many: true, help: "where it ran", facet: "environment" },
  { name: "tool", prefix: "tool:", many: true, help: "a tool that was called", facet: "tool" },
  { name: "status", prefix: "status:", many: false, help: "ok, or error in any span", values: ["error", "ok"] },
  { name: "score", prefix: "score:", many: true, help: "name, or name<0.5, name>=0.8", facet: "score" },
  {
    name: "feedback",
    prefix: "feedback:",
    many: true,
    help: "negative, positive, any, or name<0.5",
    facet: "feedback",
    values: ["negative", "positive", "any"],
  },
  {
    name: "flag",
    prefix: "flag:",
    many: true,
    help: "refusal, fallback, safety, toolError, or a kind of data found",
    facet: "flag",
    values: ["refusal", "fallback", "safety", "toolError"],
  },
  {
    name: "kind",
    prefix: "kind:",
    many: true,
    help: "has a span of this kind",
    values: ["chat", "tool", "retrieval", "agent", "workflow", "embedding", "guardrail", "evaluator", "other"],
  },
  { name: "user", prefix: "user:", many: false, help: "user id" },
  { name: "session", prefix: "session:", many: false, help: "session id" },
  { name: "attribute", prefix: "attribute:", many: true, help: "key=value on any span" },
  { name: "minLatencyMs", prefix: "latency>", many: false, help: "slower than, as 2s or 800ms", number: "ms" },
  { name: "maxLatencyMs", prefix: "latency<", many: false, help: "faster than, as 2s or 800ms", number: "ms" },
  { name: "minCostUsd", prefix: "cost>", many: false, help: "dearer than, in US dollars", number: "usd" },
];

const byName = new Map(filterFields.map((field) => [field.name, field]));

/** The field of a filter; `text` has none, since it is typed without a prefix. */
export function fieldOf(name: FilterName): FilterField | undefined {
  return byName.get(name);
}

import type { Signal } from "../api/contract/signals.ts";
import type { Measure } from "./facts/measure.ts";

/** A signal and what it is made of. */
export interface Definition {
  signal: Signal;
  /** What is measured for a statistic; the first for those that are not named. */
  measures: { of: Measure; only?: Partial<Record<Statistic, Measure>> };
  /** What `count` shows: how many were measured, or how many of them had it. */
  counts: "n" | "total";
}

export type Statistic = Signal["statistics"][number];

const percentiles = ["p95", "p50", "p90", "p99", "mean"] as const;
const everything = ["environment", "release", "model", "route", "tool"] as const;
const ofCalls = ["environment", "release", "model", "route"] as const;

function define(
  signal: Omit<Signal, "statistics" | "groupBy"> & {
    statistics: readonly Statistic[];
    groupBy: readonly Signal["groupBy"][number][];
  },
  measure: Measure,
  more: Partial<Pick<Definition, "counts">> & { only?: Partial<Record<Statistic, Measure>> } = {},
): Definition {
  const { only, counts = "n" } = more;
  return {
    signal: { ...signal, statistics: [...signal.statistics], groupBy: [...signal.groupBy] },
    measures: { of: measure, ...(only === undefined ? {} : { only }) },
    counts,
  };
}

const shareOfTraces = (name: Measure, title: string): Definition =>
  define({ name, title, unit: "share", worse: "higher", statistics: ["rate", "count"], groupBy: everything }, name, {
    counts: "total",
  });

/** The signals that every project has (design 8.3), in the order of the pages. */
export const builtIn: readonly Definition[] = [
  define(
    {
      name: "traces",
      title: "Traces that started; n counts traces",
      unit: "count",
      worse: "none",
      statistics: ["count"],
      groupBy: everything,
    },
    "errorRate",
  ),
  shareOfTraces("errorRate", "Share of traces in which any span failed; n counts traces"),
  define(
    {
      name: "latencyMs",
      title: "How long traces took, by their root span; n counts traces",
      unit: "ms",
      worse: "higher",
      statistics: percentiles,
      groupBy: everything,
    },
    "latencyMs",
  ),
  define(
    {
      name: "timeToFirstTokenMs",
      title: "Time until a model's first token; n counts model calls that state it",
      unit: "ms",
      worse: "higher",
      statistics: percentiles,
      groupBy: ofCalls,
    },
    "timeToFirstTokenMs",
  ),
  define(
    {
      name: "tokens",
      title: "Input and output tokens, each counted once; n counts model calls that state them",
      unit: "tokens",
      worse: "none",
      statistics: ["sum", "mean"],
      groupBy: ofCalls,
    },
    "tokens",
  ),
  define(
    {
      name: "costUsd",
      title: "What model calls cost; n counts model calls with a known cost",
      unit: "usd",
      worse: "higher",
      statistics: ["sum", "mean"],
      groupBy: ofCalls,
    },
    "costUsd",
  ),
  define(
    {
      name: "feedback",
      title: "Share of feedback that is positive, or its mean; n counts pieces of feedback with a number",
      unit: "share",
      worse: "lower",
      statistics: ["rate", "mean", "count"],
      groupBy: everything,
    },
    "feedback",
    { only: { rate: "feedback.positive" } },
  ),
  shareOfTraces("safetyFlags", "Share of traces in which personal data or a secret was found; n counts traces"),
  shareOfTraces("refusalRate", "Share of traces with a refused answer; n counts traces"),
  shareOfTraces("fallbackRate", "Share of traces in which the application had no answer; n counts traces"),
  define(
    {
      name: "toolErrorRate",
      title: "Share of tool calls that failed; n counts tool calls",
      unit: "share",
      worse: "higher",
      statistics: ["rate", "count"],
      groupBy: everything,
    },
    "toolErrorRate",
    { counts: "total" },
  ),
  define(
    {
      name: "toolCalls",
      title: "Tool calls; n counts tool calls",
      unit: "count",
      worse: "none",
      statistics: ["count"],
      groupBy: everything,
    },
    "toolErrorRate",
  ),
];

const scorePrefix = "score.";

/** The signal of a name: a built-in one, or `score.<name>` of any score. Undefined for a name that is no signal. */
export function definitionOf(name: string): Definition | undefined {
  if (!name.startsWith(scorePrefix)) return builtIn.find(({ signal }) => signal.name === name);
  const score = name.slice(scorePrefix.length);
  return score === "" ? undefined : scoreSignal(score);
}

/** The signal of scores of one name. */
export function scoreSignal(score: string): Definition {
  const name: Measure = `${scorePrefix}${score}`;
  return define(
    {
      name,
      title: `Mean of the scores named ${score}; n counts scores with a number`,
      unit: "score",
      worse: "lower",
      statistics: ["mean", "count"],
      groupBy: everything,
    },
    name,
  );
}

/** What is measured for a statistic of a signal. */
export function measureOf({ measures }: Definition, statistic: Statistic): Measure {
  return measures.only?.[statistic] ?? measures.of;
}

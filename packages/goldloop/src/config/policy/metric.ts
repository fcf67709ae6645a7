import { nearest } from "../../error/index.ts";
import type { MetricName } from "./policy.ts";

const rates: Readonly<Record<string, MetricName["better"]>> = {
  passRate: "higher",
  passAll: "higher",
  "guarded.passRate": "higher",
  attackSuccess: "lower",
  overRefusal: "lower",
};
const counts: Readonly<Record<string, MetricName["better"]>> = {
  errors: "lower",
  skipped: "lower",
  removed: "lower",
  examples: "higher",
};
const distributions = new Set(["costUsd", "latencyMs", "timeToFirstTokenMs", "tokens", "inputTokens", "outputTokens"]);
const statistics = new Set(["mean", "total", "p50", "p90", "p95", "p99", "min", "max"]);
const judgeFigures = new Set(["kappa", "accuracy", "sensitivity", "specificity"]);

/** Every metric that a rule can name beside the names of scorers. */
export const knownMetrics: readonly string[] = [
  ...Object.keys(rates),
  "mean",
  ...Object.keys(counts),
  ...[...distributions].flatMap((name) => ["mean", "total", "p95"].map((statistic) => `${name}.${statistic}`)),
  ...[...judgeFigures].map((figure) => `judge.${figure}`),
];

/** Why a text is no metric, and what may have been meant. */
export interface MetricFault {
  fault: string;
  hint?: string;
}

/**
 * Reads `metric[.statistic][.observed]`. A name that is no metric of Goldloop's is taken for a scorer's, unless it is
 * nearly one of Goldloop's.
 */
export function readMetric(text: string): MetricName | MetricFault {
  const observed = text.endsWith(".observed");
  const name = observed ? text.slice(0, -".observed".length) : text;
  const base = { text: name, observed };
  const rate = Object.hasOwn(rates, name) ? rates[name] : undefined;
  if (rate !== undefined) return { ...base, kind: "rate", metric: name, better: rate };
  const count = Object.hasOwn(counts, name) ? counts[name] : undefined;
  if (count !== undefined) return { ...base, kind: "count", metric: name, better: count };
  if (name === "mean") return { ...base, kind: "score", metric: "mean", better: "higher" };
  const dot = name.lastIndexOf(".");
  const [head, tail] = dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
  if (distributions.has(head)) {
    if (tail !== undefined && statistics.has(tail))
      return { ...base, kind: "distribution", metric: head, statistic: tail, better: "lower" };
    const known = [...statistics].map((statistic) => `${head}.${statistic}`);
    return tail === undefined
      ? { fault: `${head} needs a statistic`, hint: known.slice(0, 3).join(" or ") }
      : { fault: `${head} has no ${tail}${meant(`${head}.${tail}`, known)}`, hint: known.join(", ") };
  }
  if (head === "judge" && tail !== undefined) {
    if (judgeFigures.has(tail)) return { ...base, kind: "judge", metric: tail, better: "higher" };
    return { fault: `judge has no ${tail}${meant(tail, judgeFigures)}`, hint: [...judgeFigures].join(", ") };
  }
  if (head === "guarded") return { fault: `guarded has no ${tail ?? "figure of its own"}`, hint: "guarded.passRate" };
  // Short words are near to too much, and a scorer's own figure is no misspelled metric: whether something produces it shows at the gate.
  const isFigure = tail === "mean" || tail === "passRate";
  const near = name.length < 5 || isFigure ? undefined : nearest(name, knownMetrics);
  if (near !== undefined) {
    return { fault: `"${name}" is no metric; did you mean "${near}"?`, hint: near };
  }
  if (tail === "mean") return { ...base, kind: "score", metric: "mean", scorer: head, better: "higher" };
  if (tail === "passRate") return { ...base, kind: "rate", metric: "passRate", scorer: head, better: "higher" };
  return { ...base, kind: "score", metric: "mean", scorer: name, better: "higher" };
}

function meant(word: string, known: Iterable<string>): string {
  const near = nearest(word, known);
  return near === undefined ? "" : `; did you mean "${near}"?`;
}

import { nearest } from "../../error/index.ts";
import { knownMetrics, metricsOf, metricStatistics } from "./known-metrics.ts";
import type { MetricName } from "./policy.ts";

const judgePrefix = "judge.";
const distributions = new Set(metricsOf("distribution"));
const judgeFigures = metricsOf("judge").map((name) => name.slice(judgePrefix.length));

/** Every metric that a rule can name beside the names of scorers. */
const knownNames: readonly string[] = Object.keys(knownMetrics).flatMap((name) =>
  distributions.has(name) ? ["mean", "total", "p95"].map((statistic) => `${name}.${statistic}`) : [name],
);

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
  const found = Object.hasOwn(knownMetrics, name) ? knownMetrics[name] : undefined;
  if (found !== undefined && found.kind !== "distribution") {
    const metric = found.kind === "judge" ? name.slice(judgePrefix.length) : name;
    return { ...base, kind: found.kind, metric, better: found.better };
  }
  const dot = name.lastIndexOf(".");
  const [head, tail] = dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
  if (distributions.has(head)) {
    if (tail !== undefined && metricStatistics.includes(tail))
      return { ...base, kind: "distribution", metric: head, statistic: tail, better: "lower" };
    const known = metricStatistics.map((statistic) => `${head}.${statistic}`);
    return tail === undefined
      ? { fault: `${head} needs a statistic`, hint: known.slice(0, 3).join(" or ") }
      : { fault: `${head} has no ${tail}${meant(`${head}.${tail}`, known)}`, hint: known.join(", ") };
  }
  if (head === "judge" && tail !== undefined) {
    return { fault: `judge has no ${tail}${meant(tail, judgeFigures)}`, hint: judgeFigures.join(", ") };
  }
  if (head === "guarded") return { fault: `guarded has no ${tail ?? "figure of its own"}`, hint: "guarded.passRate" };
  // Short words are near to too much, and a scorer's own figure is no misspelled metric: whether something produces it shows at the gate.
  const isFigure = tail === "mean" || tail === "passRate";
  const near = name.length < 5 || isFigure ? undefined : nearest(name, knownNames);
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

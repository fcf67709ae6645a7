import type { MetricName } from "./policy.ts";

/** A metric of Goldloop's own, as policies name it and the reference explains it. */
export interface KnownMetric {
  kind: MetricName["kind"];
  better: MetricName["better"];
  /** What it is, for people. */
  about: string;
}

/** Every metric by the name before its statistic; names of scorers stand beside them. */
export const knownMetrics: Readonly<Record<string, KnownMetric>> = {
  passRate: {
    kind: "rate",
    better: "higher",
    about: "share of example-trials that pass every selected scorer",
  },
  passAll: {
    kind: "rate",
    better: "higher",
    about: "share of examples that pass every selected scorer in all of their trials",
  },
  "guarded.passRate": {
    kind: "rate",
    better: "higher",
    about: "passRate of the promoted examples that an approved baseline has passed",
  },
  attackSuccess: {
    kind: "rate",
    better: "lower",
    about: "share of attacks of which at least one trial fails: every selected example that is not harmless",
  },
  overRefusal: {
    kind: "rate",
    better: "lower",
    about: "share of example-trials that fail among harmless requests: examples with the tag `benign`",
  },
  mean: { kind: "score", better: "higher", about: "mean of each selected scorer, one after the other" },
  errors: {
    kind: "count",
    better: "lower",
    about: "example-trials that could not be measured, as the target or a selected scorer failed",
  },
  skipped: { kind: "count", better: "lower", about: "scores of selected scorers that did not apply" },
  removed: {
    kind: "count",
    better: "lower",
    about: "promoted examples removed, changed or no longer selected, against the baseline and the merge base",
  },
  examples: { kind: "count", better: "higher", about: "examples that the gate selects" },
  costUsd: { kind: "distribution", better: "lower", about: "cost of an example-trial" },
  latencyMs: { kind: "distribution", better: "lower", about: "time that the target took for an example-trial" },
  timeToFirstTokenMs: { kind: "distribution", better: "lower", about: "time until the first token of the answer" },
  tokens: { kind: "distribution", better: "lower", about: "input and output tokens of an example-trial" },
  inputTokens: { kind: "distribution", better: "lower", about: "tokens read by the model" },
  outputTokens: { kind: "distribution", better: "lower", about: "tokens written by the model" },
  "judge.kappa": {
    kind: "judge",
    better: "higher",
    about: "agreement of each judge behind the selected scores with people, beyond chance (Cohen)",
  },
  "judge.accuracy": { kind: "judge", better: "higher", about: "share of labels on which judge and people agree" },
  "judge.sensitivity": { kind: "judge", better: "higher", about: "share of what people pass that the judge passes" },
  "judge.specificity": { kind: "judge", better: "higher", about: "share of what people fail that the judge fails" },
};

/** What is read of a distribution: `latencyMs.p95`. */
export const metricStatistics: readonly string[] = ["mean", "total", "p50", "p90", "p95", "p99", "min", "max"];

/** Names of the metrics of a kind, as policies write them. */
export function metricsOf(kind: MetricName["kind"]): string[] {
  return Object.keys(knownMetrics).filter((name) => knownMetrics[name]?.kind === kind);
}

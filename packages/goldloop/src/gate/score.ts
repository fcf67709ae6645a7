import type { Requirement } from "../config/index.ts";
import { meanBound, ppiPlusPlus, sampleSizeMean } from "../stats/index.ts";
import { holds, threeState } from "./comparison.ts";
import type { LabelledSample } from "./evidence.ts";
import { counted, faulty, figure, type Figure } from "./figure.ts";
import { clustersOf, pool, type Clusters, type Pool } from "./pool.ts";
import type { Terms } from "./rate.ts";
import { scoreStatus, type ScoreColumn } from "./table.ts";
import type { RunView } from "./view.ts";
import { none } from "./worst-first.ts";
import { farFrom } from "./far-from.ts";

const scores = [0, 1] as const;

interface Mean {
  clusters: Clusters;
  pooled: Pool;
  errors: number;
  skipped: number;
}

function measure(view: RunView, column: ScoreColumn, examples: Int32Array): Mean {
  const tally = view.scores(column);
  const clusters = clustersOf(examples, (example, at) => {
    at.n = tally.n[example] ?? 0;
    at.sum = tally.sum[example] ?? 0;
  });
  let errors = 0;
  let skipped = 0;
  for (const example of clusters.examples) errors += tally.errors[example] ?? 0;
  for (const example of examples) skipped += tally.skipped[example] ?? 0;
  return { clusters, pooled: pool(clusters), errors, skipped };
}

/**
 * Judges a rule on the mean of one scorer over the examples of one run: errors are 0, the trials of an example are one cluster, the
 * bounds are Student's with a place for what was not seen (`meanBound`). With labels of people on a random sample, the mean
 * corrected by them (PPI++) stands beside.
 */
export function judgeMean(
  view: RunView,
  column: ScoreColumn,
  rule: Requirement,
  terms: Terms,
  examples: Int32Array,
  sample?: LabelledSample,
): Figure {
  const { clusters, pooled, errors, skipped } = view.derive(examples, `mean ${view.keyOf([column])}`, () =>
    measure(view, column, examples),
  );
  if (pooled.n === 0) {
    if (skipped === 0) return { ...figure({ verdict: "fail" }), nothing: true };
    return faulty("unknown-values", `${column.name} applied to no output: nothing was measured`);
  }
  const { mean: observed, error } = pooled;
  const wrongSide = !holds(observed, rule.operator, rule.value);
  const boundsAt = (confidence: number) => ({
    lower: meanBound(observed, pooled.clusters, error, confidence, "lower", scores),
    upper: meanBound(observed, pooled.clusters, error, confidence, "upper", scores),
  });
  const twoSided = boundsAt(0.5 + terms.confidence / 2);
  const failing = farFrom(view, clusters.examples, rule, "mean", (i) => (clusters.sum[i] ?? 0) / (clusters.n[i] ?? 1));
  const base = {
    observed,
    interval: [twoSided.lower, twoSided.upper] as [number, number],
    n: pooled.clusters,
    errors,
    wrongSide,
    corrected: sample === undefined ? undefined : corrected(view, column, sample, terms, examples),
  };
  if (errors > 0 && terms.onError === "block") {
    return faulty("errors", `${counted(errors, "error")} of ${column.name}: they count as 0`, {
      ...base,
      failing,
    });
  }
  if (rule.operator === "==" || rule.metric.observed) {
    return figure({ ...base, verdict: wrongSide ? "fail" : "pass", failing: wrongSide ? failing : none });
  }
  const { verdict, bound } = threeState(rule.operator, rule.value, boundsAt(terms.confidence));
  return figure({
    ...base,
    verdict,
    bound,
    needed: verdict === "inconclusive" ? needed(pooled, rule.value, terms.confidence) : null,
    failing: verdict === "pass" ? none : failing,
    failsAt: (confidence) => threeState(rule.operator, rule.value, boundsAt(confidence)).verdict === "fail",
  });
}

/** Examples that would settle a mean; a spread that was not seen is taken as that of one more example at the far end. */
function needed(pooled: Pool, threshold: number, confidence: number): number | null {
  const spread = Number.isFinite(pooled.error) ? pooled.error ** 2 * pooled.clusters : 0;
  const unseen = Math.max(pooled.mean, 1 - pooled.mean) ** 2 / (pooled.clusters + 1);
  const deviation = Math.sqrt(spread + unseen);
  const size = sampleSizeMean({ mean: pooled.mean, threshold, deviation, confidence });
  return Number.isFinite(size) ? Math.max(size, pooled.clusters + 1) : null;
}

/** The judge's mean over the selection, corrected by what people gave on a random sample of it. */
function corrected(
  view: RunView,
  column: ScoreColumn,
  { labels }: LabelledSample,
  { confidence }: Terms,
  examples: Int32Array,
): Figure["corrected"] {
  const labelled: { y: number; f: number }[] = [];
  const unlabelled: number[] = [];
  const { starts, rows } = view.byExample;
  for (const example of examples) {
    for (let i = starts[example] ?? 0; i < (starts[example + 1] ?? 0); i++) {
      const row = rows[i] ?? 0;
      const f = column.value[row] ?? Number.NaN;
      if (column.status[row] !== scoreStatus.scored || Number.isNaN(f)) continue;
      const y = labels.get(row);
      if (y === undefined) unlabelled.push(f);
      else labelled.push({ y, f });
    }
  }
  if (labelled.length < 2) return undefined;
  const { mean, interval } = ppiPlusPlus(labelled, unlabelled, confidence);
  return { mean, interval, labels: labelled.length };
}

import type { Regression } from "../config/index.ts";
import {
  bootstrapBound,
  meanBound,
  nearestRank,
  percentileBoundRank,
  percentileRatio,
  standardError,
  zeroFailuresNeeded,
} from "../stats/index.ts";
import type { Verdict } from "./verdict.ts";
import type { Change } from "./figure.ts";
import { changeFromNothing } from "./from-nothing.ts";
import type { PairedValues } from "./paired-values.ts";
import { percentileOf } from "./percentile.ts";
import type { Terms } from "./rate.ts";
import { judgeRelativeChange } from "./relative-change.ts";

/** Judges a change of latency, cost or tokens; less is better. */
export function judgeAmountChange(values: PairedValues, rule: Regression, terms: Terms): Change {
  const { statistic = "mean" } = rule.metric;
  switch (statistic) {
    case "mean":
      return rule.margin.kind === "relative"
        ? judgeRelativeChange(values, rule, terms)
        : judgeAbsoluteChange(values, rule, terms);
    case "total":
      return judgeTotal(values, rule);
    default:
      return judgePercentileChange(values, rule, terms);
  }
}

/** Exact, over the examples in common, at as many trials as the run has. */
function judgeTotal({ base, head, trials, errors }: PairedValues, { margin, metric }: Regression): Change {
  let [before, now] = [0, 0];
  trials.forEach((n, i) => {
    before += (base[i] ?? 0) * n;
    now += (head[i] ?? 0) * n;
  });
  const fromNothing = changeFromNothing({ baseline: before, current: now, errors }, metric.text);
  if (fromNothing !== undefined) return fromNothing;
  const allowed = before * (1 + margin.value);
  const wrongSide = !(now <= allowed + 1e-12 * Math.max(1, Math.abs(allowed)));
  const observed = before === 0 ? 0 : now / before - 1;
  return { verdict: wrongSide ? "fail" : "pass", observed, wrongSide, baseline: before, current: now };
}

/** A margin in the amount's own unit: Student's bounds of the mean difference, after one more example that is a whole mean baseline worse or better. */
function judgeAbsoluteChange({ base, head }: PairedValues, { margin }: Regression, { confidence }: Terms): Change {
  const n = base.length;
  const differences = head.map((value, i) => value - (base[i] ?? 0));
  const observed = differences.reduce((sum, value) => sum + value, 0) / n;
  if (!Number.isFinite(observed)) return { verdict: "fail", wrongSide: true };
  const before = Math.abs(base.reduce((sum, value) => sum + value, 0) / n);
  const error = standardError(differences);
  const range = [observed - before, observed + before] as const;
  const at = (level: number): { lower: number; upper: number } =>
    n < 2
      ? { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY }
      : {
          lower: meanBound(observed, n, error, level, "lower", range),
          upper: meanBound(observed, n, error, level, "upper", range),
        };
  const verdictAt = (level: number): Verdict => verdictOf(at(level), margin.value);
  const verdict = verdictAt(confidence);
  const { lower, upper } = at(0.5 + confidence / 2);
  return {
    verdict,
    observed,
    interval: [lower, upper],
    bound: verdict === "fail" ? at(confidence).lower : at(confidence).upper,
    wrongSide: observed > margin.value + 1e-12,
    failsAt: (level) => verdictAt(level) === "fail",
  };
}

/**
 * A percentile's relative change, by a bootstrap over examples that is seeded by the rule's text. It is decided only where the examples are
 * enough to bound such a percentile at all (59 for p95): resampling knows nothing of values that were not seen.
 */
function judgePercentileChange(values: PairedValues, rule: Regression, { confidence }: Terms): Change {
  const n = values.examples.length;
  const p = percentileOf(rule.metric.statistic ?? "");
  const { base, head } = values.single();
  const percentile = (trials: readonly number[][]): number =>
    nearestRank(Float64Array.from(trials.flat()).toSorted(), p);
  const sides = { baseline: percentile(base), current: percentile(head) };
  const fromNothing = changeFromNothing({ ...sides, errors: values.errors }, rule.metric.text);
  if (fromNothing !== undefined) return fromNothing;
  const bootstrap = percentileRatio(base, head, p, {
    seed: seedOf(rule.text),
    confidence,
  });
  const at = (level: number): { lower: number; upper: number } => ({
    lower: bootstrapBound(bootstrap, level, "lower") - 1,
    upper: bootstrapBound(bootstrap, level, "upper") - 1,
  });
  const observed = bootstrap.observed - 1;
  const enough = percentileBoundRank(n, p, confidence, "upper") !== null;
  const verdictAt = (level: number): Verdict => (enough ? verdictOf(at(level), rule.margin.value) : "inconclusive");
  const verdict = verdictAt(confidence);
  return {
    verdict,
    observed,
    ...sides,
    interval: [bootstrap.interval[0] - 1, bootstrap.interval[1] - 1],
    bound: verdict === "fail" ? at(confidence).lower : at(confidence).upper,
    wrongSide: !(observed <= rule.margin.value + 1e-12),
    needed: enough ? null : zeroFailuresNeeded(1 - p, confidence),
    failsAt: (level) => verdictAt(level) === "fail",
  };
}

function verdictOf({ lower, upper }: { lower: number; upper: number }, margin: number): Verdict {
  if (upper <= margin + 1e-12) return "pass";
  return lower > margin + 1e-12 ? "fail" : "inconclusive";
}

/** FNV-1a over the UTF-16 code units: the same rule draws the same samples everywhere. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

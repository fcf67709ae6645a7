import type { Regression } from "../config/index.ts";
import { relativeNonInferiority, sampleSizeMean } from "../stats/index.ts";
import type { Change } from "./figure.ts";
import { changeFromNothing } from "./from-nothing.ts";
import type { PairedValues } from "./paired-values.ts";
import type { Terms } from "./rate.ts";

/** Judges a change of a mean that is allowed as a share of the baseline: a paired t test of head - ratio x base (`relativeNonInferiority`). */
export function judgeRelativeChange(
  { base, head, errors }: Pick<PairedValues, "base" | "head" | "errors">,
  { margin, metric }: Pick<Regression, "margin" | "metric">,
  { confidence }: Pick<Terms, "confidence">,
): Change {
  const { better } = metric;
  // An errored latency is infinite, and so is the change.
  if (head.some((value) => !Number.isFinite(value))) return { verdict: "fail", wrongSide: true };
  if (better === "lower") {
    const means = { baseline: meanOf(base), current: meanOf(head), errors };
    const fromNothing = changeFromNothing(means, metric.text);
    if (fromNothing !== undefined) return fromNothing;
  }
  const ratio = 1 + margin.value;
  const at = (level: number) => relativeNonInferiority(base, head, { ratio, confidence: level, better });
  const { verdict, change, lower, upper } = at(confidence);
  const twoSided = at(0.5 + confidence / 2);
  const onWorseSide = (verdict === "fail") === (better === "higher");
  // Nothing before and nothing now is no change.
  const observed = Number.isNaN(change) ? 0 : change;
  return {
    verdict,
    observed,
    interval: [twoSided.lower, twoSided.upper],
    bound: onWorseSide ? upper : lower,
    wrongSide: better === "higher" ? observed < margin.value - 1e-12 : observed > margin.value + 1e-12,
    needed: verdict === "inconclusive" ? pairsNeeded(base, head, margin.value, confidence) : null,
    failsAt: (level) => at(level).verdict === "fail",
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Pairs that settle it with 80% chance if nothing changed; if the observed change holds, where there are as many already. */
function pairsNeeded(
  base: readonly number[],
  head: readonly number[],
  margin: number,
  confidence: number,
): number | null {
  const n = base.length;
  const ratio = 1 + margin;
  let before = 0;
  let excess = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const over = (head[i] ?? 0) - ratio * (base[i] ?? 0);
    before += (base[i] ?? 0) / n;
    excess += over / n;
    squares += over * over;
  }
  const spread = Math.max(0, squares / n - excess * excess);
  const unseen = before ** 2 / (n + 1);
  const deviation = Math.sqrt(spread + unseen);
  if (margin === 0 || before === 0) return null;
  const unchanged = sampleSizeMean({ mean: -margin * before, threshold: 0, deviation, confidence });
  if (unchanged > n) return unchanged;
  const observed = sampleSizeMean({ mean: excess, threshold: 0, deviation, confidence });
  return Number.isFinite(observed) ? Math.max(observed, n + 1) : null;
}

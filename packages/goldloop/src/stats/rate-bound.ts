import { betaQuantile } from "./beta.ts";
import { normalQuantile } from "./normal.ts";
import { effectiveSize, type Interval } from "./rate.ts";
import { studentTQuantile } from "./student-t.ts";

/** Which end of the range of plausible values a one-sided bound gives. */
export type Side = "lower" | "upper";

/** Wilson's one-sided score bound of a rate; `n` may be fractional (an effective size). Wilson, JASA 22, 1927. 0 or 1 for n = 0. */
export function wilsonBound(rate: number, n: number, confidence: number, side: Side): number {
  if (!(n > 0)) return side === "lower" ? 0 : 1;
  if (side === "lower" ? rate === 0 : rate === 1) return rate;
  const z = normalQuantile(confidence);
  const z2 = z * z;
  const half = z * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  const bound = (rate + z2 / (2 * n) + (side === "lower" ? -half : half)) / (1 + z2 / n);
  return Math.min(1, Math.max(0, bound));
}

/**
 * The exact one-sided bound of a rate of k in n, by the quantile of the beta distribution; fractional k and n
 * (effective sizes) are interpolated by it. Clopper and Pearson, Biometrika 26, 1934. 0 or 1 for n = 0.
 */
export function clopperPearsonBound(k: number, n: number, confidence: number, side: Side): number {
  if (side === "upper") return k >= n ? 1 : betaQuantile(confidence, k + 1, n - k);
  return k <= 0 ? 0 : betaQuantile(1 - confidence, k, n - k + 1);
}

/** The exact two-sided interval of a rate of k in n: two one-sided bounds, each at half the error. Clopper and Pearson, 1934. */
export function clopperPearsonInterval(k: number, n: number, confidence = 0.95): Interval {
  const each = 0.5 + confidence / 2;
  return [clopperPearsonBound(k, n, each, "lower"), clopperPearsonBound(k, n, each, "upper")];
}

/** How many independent scores without a failure show that the failure rate is at most `bound`: the least n with (1 - bound)^n <= 1 - confidence. */
export function zeroFailuresNeeded(bound: number, confidence = 0.95): number {
  return Math.max(1, Math.ceil(Math.log(1 - confidence) / Math.log1p(-bound) - 1e-9));
}

/**
 * The one-sided bound of a rate over examples with trials: exact (Clopper-Pearson) on the effective size, which is lowered by (t_{n-1} / t_{G-1})^2 where the
 * clusters are few (Korn and Graubard, Survey Methodology 24, 1998). `clusteredError` as `clusteredStandardError` gives it; with one score a cluster the bound is
 * the plain exact one. 0 or 1 for no score.
 */
export function rateBound(
  of: { rate: number; n: number; clusters: number; clusteredError: number },
  confidence: number,
  side: Side,
): number {
  const { rate, n, clusters, clusteredError } = of;
  let size = effectiveSize(rate, n, clusters, clusteredError);
  if (clusters < n && clusters > 1 && size > clusters) {
    const few = (studentTQuantile(0.975, n - 1) / studentTQuantile(0.975, clusters - 1)) ** 2;
    size = Math.max(clusters, size * few);
  }
  return clopperPearsonBound(rate * size, size, confidence, side);
}

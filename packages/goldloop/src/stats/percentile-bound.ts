import { binomialCdf, binomialTestGreater } from "./binomial.ts";
import type { Side } from "./rate-bound.ts";

/** The least k with P(X <= k) >= target for a binomial count, by bisection. */
function binomialQuantile(target: number, n: number, p: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, n, p) >= target) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Ranks (from 1, of ascending values) of the order statistics that hold the p-quantile between them with at least `confidence`,
 * and the coverage they have. David and Nagaraja, Order Statistics, 7.1. `null` where fewer than ten values are to be expected beyond the
 * percentile (below 200 for p95, 1,000 for p99) or the ranks reach the smallest or largest value.
 */
export function percentileIntervalRanks(
  n: number,
  p: number,
  confidence = 0.95,
): { lower: number; upper: number; coverage: number } | null {
  if (n * Math.min(p, 1 - p) < 10 - 1e-9) return null;
  const each = (1 - confidence) / 2;
  const lower = binomialQuantile(each, n, p);
  const upper = binomialQuantile(1 - each, n, p) + 1;
  if (lower <= 1 || upper >= n) return null;
  return { lower, upper, coverage: binomialCdf(upper - 1, n, p) - binomialCdf(lower - 1, n, p) };
}

/**
 * The rank (from 1, of ascending values) of the order statistic that is a one-sided bound of the p-quantile, `null` where n is too small
 * for one. "At most X" passes in `percentileBelow` exactly when the upper bound is at most X.
 */
export function percentileBoundRank(n: number, p: number, confidence: number, side: Side): number | null {
  if (side === "upper") {
    const rank = binomialQuantile(confidence, n, p) + 1;
    return rank > n ? null : rank;
  }
  let rank = binomialQuantile(1 - confidence, n, p);
  if (binomialCdf(rank, n, p) <= 1 - confidence) rank += 1;
  return rank < 1 ? null : rank;
}

/**
 * The verdict on "the p-quantile is at most X" from how many of n values are above X: the exact binomial test that at most 1 - p of
 * all values are. `pass` when the one-sided upper bound of that share is at most 1 - p, `fail` when its lower bound is at least that.
 * Takes 59 values with none above for p95 and 299 for p99. Both numbers may be fractional (effective sizes).
 */
export function percentileBelow(
  valuesAbove: number,
  n: number,
  p: number,
  confidence = 0.95,
): "pass" | "fail" | "inconclusive" {
  const share = 1 - p;
  if (!(n > 0)) return "inconclusive";
  if (valuesAbove < n && binomialCdf(valuesAbove, n, share) <= 1 - confidence) return "pass";
  if (valuesAbove > 0 && binomialTestGreater(valuesAbove, n, share) <= 1 - confidence) return "fail";
  return "inconclusive";
}

import { regularizedBeta } from "./beta.ts";

/**
 * P(X <= k) of a binomial count, by the incomplete beta function I_{1-p}(n - k, k + 1). Fractional `k` and `n`
 * (effective sizes) are interpolated by the same function.
 */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return regularizedBeta(1 - p, n - k, k + 1, p);
}

/** The exact one-sided binomial test against p0 from above: P(X >= k). Fractional `k` and `n` as in `binomialCdf`. */
export function binomialTestGreater(k: number, n: number, p0: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return regularizedBeta(p0, k, n - k + 1, 1 - p0);
}

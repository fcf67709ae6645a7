import { betaQuantile, regularizedBeta } from "./beta.ts";

/** P(T <= t) of Student's t with `df` > 0 degrees of freedom (fractions too), by the incomplete beta function. */
export function studentTCdf(t: number, df: number): number {
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0;
  const square = t * t;
  const tail = regularizedBeta(df / (df + square), df / 2, 0.5, square / (df + square)) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * The p-quantile of Student's t, p in (0, 1), by the quantile of the beta distribution: of t^2 / (df + t^2) in
 * the middle and of df / (df + t^2) in the far tails, so that the small one of the two keeps its digits.
 */
export function studentTQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability between 0 and 1 is needed, not ${p}`);
  const tail = Math.min(p, 1 - p);
  let size: number;
  if (tail > 1e-4) {
    const y = betaQuantile(1 - 2 * tail, 0.5, df / 2);
    size = Math.sqrt((df * y) / (1 - y));
  } else {
    const x = betaQuantile(2 * tail, df / 2, 0.5);
    size = Math.sqrt((df * (1 - x)) / x);
  }
  return p < 0.5 ? -size : size;
}

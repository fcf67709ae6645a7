import { twoSidedZ } from "./normal.ts";

/** A two-sided interval. */
export type Interval = [low: number, high: number];

/**
 * Wilson's score interval of a rate. `n` may be fractional (an effective sample size).
 * Wilson, JASA 22, 1927. [0, 1] for n = 0.
 */
export function wilsonInterval(rate: number, n: number, confidence = 0.95): Interval {
  if (!(n > 0)) return [0, 1];
  const z = twoSidedZ(confidence);
  const z2 = z * z;
  const centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  return [rate === 0 ? 0 : Math.max(0, centre - half), rate === 1 ? 1 : Math.min(1, centre + half)];
}

/**
 * How many independent scores the clustered scores of a rate are worth: n / deff, where deff is the clustered
 * variance over the binomial one. Never more than n, and n itself where every score is a cluster of its own; the
 * number of clusters at 0% and 100%, where no spread can be seen.
 */
export function effectiveSize(rate: number, n: number, clusters: number, clusteredError: number): number {
  if (n === clusters) return n;
  const binomialVariance = rate * (1 - rate);
  if (binomialVariance === 0 || !Number.isFinite(clusteredError)) return clusters;
  if (clusteredError === 0) return n;
  return Math.min(n, binomialVariance / clusteredError ** 2);
}

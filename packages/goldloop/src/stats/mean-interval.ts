import { twoSidedZ } from "./normal.ts";
import { wilsonInterval, type Interval } from "./rate.ts";

/**
 * Two-sided interval of the mean of scores in 0..1: mean +- z SE, kept within 0..1. Where the scores show no
 * spread (or there is one cluster only), the interval of a rate with that mean over `clusters` independent
 * scores is given instead: a spread of zero is never certainty.
 */
export function meanInterval(mean: number, clusters: number, error: number, confidence = 0.95): Interval {
  if (clusters === 0) return [0, 1];
  if (!Number.isFinite(error) || error === 0) return wilsonInterval(mean, clusters, confidence);
  const half = twoSidedZ(confidence) * error;
  return [Math.max(0, mean - half), Math.min(1, mean + half)];
}

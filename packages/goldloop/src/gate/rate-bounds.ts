import type { Requirement } from "../config/index.ts";
import { binomialCdf, binomialTestGreater, clopperPearsonBound, sampleSizeRate } from "../stats/index.ts";
import { asksForMore } from "./comparison.ts";

/**
 * One-sided bounds of a rate. Many trials of a few examples never show more than the same examples without an exception do (there the
 * effective size is the number of examples): otherwise one failure among many trials would pass where none is undecided.
 */
export function rateBounds(
  rate: number,
  size: number,
  clusters: number,
  confidence: number,
): { lower: number; upper: number } {
  const k = rate * size;
  return {
    lower: Math.min(
      clopperPearsonBound(k, size, confidence, "lower"),
      clopperPearsonBound(clusters, clusters, confidence, "lower"),
    ),
    upper: Math.max(
      clopperPearsonBound(k, size, confidence, "upper"),
      clopperPearsonBound(0, clusters, confidence, "upper"),
    ),
  };
}

/**
 * How far from the threshold a rate must be so that this many scores decide it: towards a pass, or towards a fail where not even a rate without
 * an exception passes.
 */
export function decidableDistance(size: number, { operator, value }: Requirement, confidence: number): number | null {
  const passes = nearestDecided(size, value, confidence, asksForMore(operator));
  return passes ?? nearestDecided(size, value, confidence, !asksForMore(operator)) ?? null;
}

function nearestDecided(size: number, value: number, confidence: number, above: boolean): number | undefined {
  const decided = (distance: number): boolean =>
    above
      ? binomialTestGreater((value + distance) * size, size, value) <= 1 - confidence
      : binomialCdf((value - distance) * size, size, value) <= 1 - confidence;
  let [near, far] = [0, above ? 1 - value : value];
  if (far <= 0 || !decided(far)) return undefined;
  for (let i = 0; i < 30; i++) {
    const middle = (near + far) / 2;
    if (decided(middle)) far = middle;
    else near = middle;
  }
  return far;
}

/** Examples that settle an inequality with 80% chance if the observed rate holds; null when none would. */
export function examplesNeeded(
  rate: number,
  size: number,
  clusters: number,
  { value, operator }: Requirement,
  { confidence }: { confidence: number },
): number | null {
  const scores = sampleSizeRate({ rate, threshold: value, confidence });
  const settles = asksForMore(operator) ? rate > value : rate < value;
  // Even without an exception the bound never gets there: `>= 100%` is refused where policies are read.
  if (settles && (value === 0 || value === 1)) return null;
  const needed = Math.ceil((scores * clusters) / size - 1e-9);
  return Number.isFinite(needed) ? Math.max(needed, clusters + 1) : null;
}

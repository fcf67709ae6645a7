import { normalCdf, normalQuantile } from "./normal.ts";
import type { Interval } from "./rate.ts";
import type { Side } from "./rate-bound.ts";

/**
 * Differences of n examples as sums: `sum` of d and `sumSquares` of d^2, where d in -1..1 is the head's mean over the
 * trials of one example minus the baseline's. With one trial and pass or fail: fixes - regressions, fixes + regressions.
 */
export interface DifferenceSums {
  n: number;
  sum: number;
  sumSquares: number;
}

/** The sums of differences in -1..1, as `nonInferiority` takes them. */
export function differenceSums(differences: Iterable<number>): DifferenceSums {
  const sums: DifferenceSums = { n: 0, sum: 0, sumSquares: 0 };
  for (const d of differences) {
    sums.n += 1;
    sums.sum += d;
    sums.sumSquares += d * d;
  }
  return sums;
}

/** Tango's score statistic of the hypothesis that the difference is `delta`: positive when the data lie above it. */
function score({ n, sum, sumSquares }: DifferenceSums, delta: number): number {
  const fixes = (sumSquares + sum) / 2;
  const regressions = (sumSquares - sum) / 2;
  const b = -fixes - regressions + (2 * n - fixes + regressions) * delta;
  const c = -regressions * delta * (1 - delta);
  const t = (Math.sqrt(Math.max(0, b * b - 8 * n * c)) - b) / (4 * n);
  const above = sum - n * delta;
  const variance = n * (2 * t + delta * (1 - delta));
  if (variance > 0) return above / Math.sqrt(variance);
  return above === 0 ? 0 : above * Number.POSITIVE_INFINITY;
}

/**
 * Tests that the head is worse than the baseline by `margin` (0..1) or more, paired by example: a small `p` shows that it is
 * not. Tango's score test for a paired difference of rates (Stat. Med. 17, 1998); with several trials the fixes and
 * regressions are (Q + S) / 2 and (Q - S) / 2 of the differences' sum S and sum of squares Q, which equals Tango's at one trial.
 * Examples that do not change give no certainty: `neededForMargin`. z = 0 and p = 0.5 where there is nothing to go by.
 */
export function nonInferiority({ margin, ...sums }: DifferenceSums & { margin: number }): { z: number; p: number } {
  if (!(sums.n > 0)) return { z: 0, p: 0.5 };
  const z = score(sums, -margin);
  return { z, p: normalCdf(-z) };
}

/**
 * The one-sided bound of a paired difference of rates, -1..1: the difference at which `nonInferiority` just turns.
 * Found by bisection; the upper bound is the mirror image of the lower one. -1 or 1 for no example.
 */
export function tangoBound(sums: DifferenceSums, confidence: number, side: Side): number {
  if (side === "upper") return -tangoBound({ ...sums, sum: -sums.sum }, confidence, "lower");
  if (!(sums.n > 0)) return -1;
  const z = normalQuantile(confidence);
  let low = -1;
  let high = sums.sum / sums.n;
  for (let i = 0; i < 60 && high - low > 1e-13; i++) {
    const middle = (low + high) / 2;
    if (score(sums, middle) >= z) low = middle;
    else high = middle;
  }
  return low;
}

/** The two-sided interval of a paired difference of rates: two one-sided bounds, each at half the error. */
export function tangoInterval(sums: DifferenceSums, confidence = 0.95): Interval {
  const each = 0.5 + confidence / 2;
  return [tangoBound(sums, each, "lower"), tangoBound(sums, each, "upper")];
}

/** The smallest margin (0..1) that n examples can show when none of them changes: z^2 / (n + z^2), from Tango's statistic. */
export function decidableMargin(n: number, confidence = 0.95): number {
  const z2 = normalQuantile(confidence) ** 2;
  return z2 / (n + z2);
}

/** How many examples without a change show that a margin (0..1) is kept: 133 at 0.02, 268 at 0.01, 52 at 0.05. Infinity at 0. */
export function neededForMargin(margin: number, confidence = 0.95): number {
  const z2 = normalQuantile(confidence) ** 2;
  return Math.ceil((z2 * (1 - margin)) / margin - 1e-9);
}

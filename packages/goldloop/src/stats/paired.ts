import { mean, standardError } from "./mean.ts";
import type { Interval } from "./rate.ts";
import { studentTQuantile } from "./student-t.ts";

/** The mean of paired differences (head minus baseline, one number an example) with its standard error (NaN below two). */
export interface PairedDifference {
  n: number;
  mean: number;
  standardError: number;
}

/** The paired difference of two runs: mean and sd(b - a) / sqrt(n) of the differences of the examples. Miller, arXiv 2411.00640. */
export function pairedDifference(differences: readonly number[]): PairedDifference {
  return { n: differences.length, mean: mean(differences), standardError: standardError(differences) };
}

/** Two-sided Student interval of a paired difference; everything is possible below two examples. */
export function pairedInterval(paired: PairedDifference, confidence = 0.95): Interval {
  if (paired.n < 2) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const half = studentTQuantile(0.5 + confidence / 2, paired.n - 1) * paired.standardError;
  return [paired.mean - half, paired.mean + half];
}

import { gradedBound, gradedNonInferiority } from "./graded.ts";
import { nonInferiority, tangoBound, type DifferenceSums } from "./tango.ts";

/** What the evidence shows. */
export type Verdict = "pass" | "fail" | "inconclusive";

/** `binary`: pass or fail, one trial each; `trials`: pass or fail, several trials an example; `graded`: any scores in 0..1. */
export type ScoreKind = "binary" | "trials" | "graded";

/** The outcome of a paired non-inferiority rule; `difference`, `lower` and `upper` (one-sided bounds) in -1..1. */
export interface PairedVerdict {
  verdict: Verdict;
  difference: number;
  lower: number;
  upper: number;
  /** Of the hypothesis that the head is worse by the margin or more. */
  p: number;
}

/**
 * "The head is worse by less than `margin` (0..1)", paired by example, higher being better. `pass` when p is at most 1 - confidence, `fail` when the upper
 * bound of the difference is below -margin. Pass or fail scores are decided by Tango's test, graded ones by `gradedBound`. With several trials Tango's
 * upper bound alone fails up to 17% of apps that lose exactly the margin (simulated), so that `gradedBound`'s must be below the margin as well.
 */
export function pairedVerdict(
  sums: DifferenceSums,
  { margin, confidence = 0.95, scores }: { margin: number; confidence?: number; scores: ScoreKind },
): PairedVerdict {
  const { n, sum } = sums;
  if (!(n > 0)) return { verdict: "inconclusive", difference: Number.NaN, lower: -1, upper: 1, p: 0.5 };
  const graded = scores === "graded";
  const { p } = graded ? gradedNonInferiority({ ...sums, margin }) : nonInferiority({ ...sums, margin });
  const lower = graded ? gradedBound(sums, confidence, "lower") : tangoBound(sums, confidence, "lower");
  const tango = graded ? -1 : tangoBound(sums, confidence, "upper");
  const upper = scores === "binary" ? tango : Math.max(tango, gradedBound(sums, confidence, "upper"));
  const kept = p <= 1 - confidence + 1e-12 && lower >= -margin - 1e-9;
  const verdict = kept ? "pass" : upper < -margin ? "fail" : "inconclusive";
  return { verdict, difference: sum / n, lower, upper, p };
}

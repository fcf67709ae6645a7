import { binomialTestGreater } from "./binomial.ts";
import { wilsonInterval, type Interval } from "./rate.ts";

/** A rate with its count, size and two-sided Wilson interval; `rate` is NaN for n = 0. */
export interface RateWithInterval {
  k: number;
  n: number;
  rate: number;
  interval: Interval;
}

function rateOf(k: number, n: number, confidence: number): RateWithInterval {
  return { k, n, rate: k / n, interval: wilsonInterval(k / n, n, confidence) };
}

/** How a yes-or-no judge does against the truth: `accuracy`, `sensitivity` (yes where the truth is yes), `specificity` (no where it is no). */
export function judgeAccuracy(
  pairs: Iterable<{ truth: boolean; judged: boolean }>,
  confidence = 0.95,
): { accuracy: RateWithInterval; sensitivity: RateWithInterval; specificity: RateWithInterval } {
  const right = { yes: 0, no: 0 };
  const all = { yes: 0, no: 0 };
  for (const { truth, judged } of pairs) {
    const side = truth ? "yes" : "no";
    all[side] += 1;
    if (judged === truth) right[side] += 1;
  }
  return {
    accuracy: rateOf(right.yes + right.no, all.yes + all.no, confidence),
    sensitivity: rateOf(right.yes, all.yes, confidence),
    specificity: rateOf(right.no, all.no, confidence),
  };
}

/**
 * The true rate behind the rate a judge reports, from its sensitivity and specificity, kept in 0..1: (p + sp - 1) / (se + sp - 1). Rogan and
 * Gladen, Am. J. Epidemiol. 107, 1978. NaN for a judge no better than chance.
 */
export function roganGladen(rate: number, sensitivity: number, specificity: number): number {
  const skill = sensitivity + specificity - 1;
  if (!(skill > 0)) return Number.NaN;
  return Math.min(1, Math.max(0, (rate + specificity - 1) / skill));
}

/**
 * Whether a judge moved: the exact binomial test that verdicts on the canary flip no more often than they did when it was judged twice at calibration
 * (`flipRate`, 0..1). Moved when p is below `level`.
 */
export function canaryMoved(of: { flips: number; n: number; flipRate: number; level?: number }): {
  p: number;
  moved: boolean;
} {
  const { flips, n, flipRate, level = 0.01 } = of;
  const p = binomialTestGreater(flips, n, flipRate);
  return { p, moved: p < level };
}

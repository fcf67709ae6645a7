import { meanBound, withOneMore } from "./mean-bound.ts";
import type { Side } from "./rate-bound.ts";
import { studentTCdf } from "./student-t.ts";
import type { DifferenceSums } from "./tango.ts";

const range = [-1, 1] as const;

/** The standard error of the mean difference from its sums; NaN below two examples. */
function differenceError({ n, sum, sumSquares }: DifferenceSums): number {
  if (n < 2) return Number.NaN;
  return Math.sqrt(Math.max(0, sumSquares - (sum * sum) / n) / (n - 1) / n);
}

/**
 * One-sided bound of the mean difference of graded scores, -1..1: Student's, after one more example that went from best to
 * worst (for the lower bound; from worst to best for the upper one). So a spread of zero is never certainty, and rare large losses not yet
 * seen have their place: without a change, 2 points take about 132 examples, as in Tango's test. `meanBound` says more.
 */
export function gradedBound(sums: DifferenceSums, confidence: number, side: Side): number {
  const mean = sums.n > 0 ? sums.sum / sums.n : 0;
  return meanBound(mean, sums.n, differenceError(sums), confidence, side, range);
}

/**
 * Tests that graded scores (0..1, differences -1..1 by example) are worse by `margin` or more: a small `p` shows that they
 * are not. Student's t with n degrees of freedom, after one more example with the difference -1: passes exactly where `gradedBound` does.
 */
export function gradedNonInferiority({ margin, ...sums }: DifferenceSums & { margin: number }): {
  t: number;
  p: number;
} {
  if (!(sums.n > 0)) return { t: 0, p: 0.5 };
  const mean = sums.sum / sums.n;
  const squares = Math.max(0, sums.sumSquares - sums.sum * mean);
  const more = withOneMore(mean, squares, sums.n, -1 - mean);
  const above = more.mean + margin;
  const t = more.error > 0 ? above / more.error : above === 0 ? 0 : above * Number.POSITIVE_INFINITY;
  return { t, p: studentTCdf(-t, sums.n) };
}

import { withOneMore, type Estimate } from "./mean-bound.ts";
import type { Verdict } from "./paired-verdict.ts";
import { studentTCdf, studentTQuantile } from "./student-t.ts";

/**
 * The outcome of a relative rule: `change`, `lower` and `upper` (one-sided bounds) are relative, 0.1 for +10%. `p` is that of the hypothesis that the
 * allowed ratio is reached or passed. Bounds that cannot be given are infinite.
 */
export interface RelativeVerdict {
  verdict: Verdict;
  n: number;
  change: number;
  lower: number;
  upper: number;
  p: number;
}

interface Sums {
  n: number;
  base: number;
  head: number;
  baseBase: number;
  baseHead: number;
  headHead: number;
}

function sumsOf(base: readonly number[], head: readonly number[]): Sums {
  const n = Math.min(base.length, head.length);
  const sums: Sums = { n, base: 0, head: 0, baseBase: 0, baseHead: 0, headHead: 0 };
  for (let i = 0; i < n; i++) {
    sums.base += base[i] ?? 0;
    sums.head += head[i] ?? 0;
  }
  // Around the means, so that large equal costs lose no digits.
  for (let i = 0; i < n; i++) {
    const b = (base[i] ?? 0) - sums.base / n;
    const h = (head[i] ?? 0) - sums.head / n;
    sums.baseBase += b * b;
    sums.baseHead += b * h;
    sums.headHead += h * h;
  }
  return sums;
}

/** Mean and error of head - ratio x base, after one more example in which the head is a mean baseline above (`sign` 1) or below (-1) its mean. */
function excess(sums: Sums, ratio: number, sign: number): Estimate {
  const squares = sums.headHead - 2 * ratio * sums.baseHead + ratio * ratio * sums.baseBase;
  const mean = (sums.head - ratio * sums.base) / sums.n;
  return withOneMore(mean, Math.max(0, squares), sums.n, (sign * Math.abs(sums.base)) / sums.n);
}

/**
 * "The mean is not worse than `ratio` times the baseline's" (1.1 for +10%, 0.95 for -5%) over paired examples, values not negative: a paired t test of head - ratio x base, after
 * one more example in which the head is a whole mean baseline worse, so that a change that is the same for every example is no certainty (see `meanBound`;
 * 27 examples without a change show +10%). `better` says which direction is good. The bounds of the change are the ratios at which the test turns
 * (Fieller, J. R. Stat. Soc. B 16, 1954). Inconclusive below two examples.
 */
export function relativeNonInferiority(
  base: readonly number[],
  head: readonly number[],
  { ratio, confidence = 0.95, better = "lower" }: { ratio: number; confidence?: number; better?: "lower" | "higher" },
): RelativeVerdict {
  const sums = sumsOf(base, head);
  const { n } = sums;
  const change = sums.head / sums.base - 1;
  const [none, all] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (n < 2) return { verdict: "inconclusive", n, change, lower: none, upper: all, p: 0.5 };
  const t = studentTQuantile(confidence, n);
  const bound = (at: number, sign: number): number => {
    const { mean, error } = excess(sums, at, sign);
    return mean + sign * t * error;
  };
  const sign = better === "lower" ? 1 : -1;
  const worse = excess(sums, ratio, sign);
  const p = worse.error > 0 ? studentTCdf((sign * worse.mean) / worse.error, n) : sign * worse.mean > 0 ? 1 : 0;
  const verdict = sign * bound(ratio, sign) <= 0 ? "pass" : sign * bound(ratio, -sign) > 0 ? "fail" : "inconclusive";
  const upper = turn((at) => bound(at, 1) <= 0, 1 + change, 1) - 1;
  const lower = turn((at) => bound(at, -1) >= 0, 1 + change, -1) - 1;
  return { verdict, n, change, lower, upper, p };
}

/** The ratio nearest to `from`, in the direction of `sign`, from which on `holds`, by doubling and bisection; infinite where there is none. */
function turn(holds: (ratio: number) => boolean, from: number, sign: number): number {
  if (!Number.isFinite(from)) return sign * Number.POSITIVE_INFINITY;
  let near = from;
  let step = Math.max(1e-3, Math.abs(from) / 100);
  let far = from + sign * step;
  for (let i = 0; !holds(far); i++) {
    if (i > 40) return sign * Number.POSITIVE_INFINITY;
    near = far;
    step *= 2;
    far = from + sign * step;
  }
  for (let i = 0; i < 60; i++) {
    const middle = (near + far) / 2;
    if (holds(middle)) far = middle;
    else near = middle;
  }
  return far;
}

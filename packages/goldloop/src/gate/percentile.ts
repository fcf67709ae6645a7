import type { Requirement } from "../config/index.ts";
import {
  binomialTestGreater,
  effectiveSize,
  percentileBelow,
  percentileBoundRank,
  percentileIntervalRanks,
  sampleSizeRate,
  type Side,
} from "../stats/index.ts";
import { asksForMore, holds } from "./comparison.ts";
import type { Figure } from "./figure.ts";
import type { Terms } from "./rate.ts";
import type { AmountTally } from "./tally.ts";
import type { RunView } from "./view.ts";

/** 0.95 for `p95`. */
export function percentileOf(statistic: string): number {
  return Number(statistic.slice(1)) / 100;
}

/**
 * Judges a rule on a percentile: "p95 at most X" is the exact binomial test that at most 5% of the values are above X (59 clean values
 * decide it), "at least X" that at most 95% are below. Trials of one example count as far as they are independent (N / deff).
 */
export function judgePercentile(
  view: RunView,
  tally: AmountTally,
  examples: Int32Array,
  sorted: Float64Array,
  rule: Requirement,
  { confidence }: Terms,
): Partial<Figure> & Pick<Figure, "verdict"> {
  const p = percentileOf(rule.metric.statistic ?? "");
  const share = asksForMore(rule.operator) ? p : 1 - p;
  const pooled =
    sorted.length === examples.length ? unclustered(sorted, rule) : clustered(view, tally, examples, sorted, rule);
  const size =
    pooled.n === pooled.clusters ? pooled.n : effectiveSize(pooled.mean, pooled.n, pooled.clusters, pooled.error);
  const wrong = pooled.mean * size;
  const verdict = percentileBelow(wrong, size, 1 - share, confidence);
  const onWrongSide = (verdict === "fail") === asksForMore(rule.operator) ? "upper" : "lower";
  const needed = sampleSizeRate({ rate: 1 - pooled.mean, threshold: 1 - share, confidence });
  return {
    verdict,
    interval: interval(sorted, size, p, confidence),
    bound: bound(sorted, size, p, confidence, onWrongSide),
    needed:
      verdict === "inconclusive"
        ? Math.max(Math.ceil((needed * pooled.clusters) / size - 1e-9), pooled.clusters + 1)
        : null,
    failsAt: (at) => wrong > 0 && binomialTestGreater(wrong, size, share) <= 1 - at,
  };
}

/** Order statistics of the effective number of values, stretched to all of them. */
function interval(sorted: Float64Array, size: number, p: number, confidence: number): Figure["interval"] {
  const whole = Math.floor(size);
  const ranks = percentileIntervalRanks(whole, p, confidence);
  if (ranks === null) return null;
  const stretch = sorted.length / whole;
  const low = Math.max(1, Math.floor(ranks.lower * stretch));
  const high = Math.min(sorted.length, Math.ceil(ranks.upper * stretch));
  return [sorted[low - 1] ?? Number.NaN, sorted[high - 1] ?? Number.NaN];
}

function bound(sorted: Float64Array, size: number, p: number, confidence: number, side: Side): number | null {
  const whole = Math.floor(size);
  const rank = percentileBoundRank(whole, p, confidence, side);
  if (rank === null) return null;
  const stretched = (rank * sorted.length) / whole;
  const at = side === "upper" ? Math.ceil(stretched) : Math.floor(stretched);
  return sorted[Math.min(sorted.length, Math.max(1, at)) - 1] ?? null;
}

interface Wrong {
  n: number;
  clusters: number;
  /** The share of wrong values, and its standard error. */
  mean: number;
  error: number;
}

/** How many ascending values are left of those on the wrong side ("at most") or on the right side ("at least"). */
function cutOf(sorted: Float64Array, { operator, value }: Requirement): number {
  const more = asksForMore(operator);
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] ?? Number.NaN, operator, value) === more) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** With one trial an example is a value, and the sorted values say at once how many are wrong. */
function unclustered(sorted: Float64Array, rule: Requirement): Wrong {
  const cut = cutOf(sorted, rule);
  const n = sorted.length;
  return { n, clusters: n, mean: (asksForMore(rule.operator) ? cut : n - cut) / n, error: Number.NaN };
}

/** The same as `pool` over counts, in one pass: every limit has its own counts, and there may be hundreds of limits. */
function clustered(
  view: RunView,
  tally: AmountTally,
  examples: Int32Array,
  sorted: Float64Array,
  rule: Requirement,
): Wrong {
  const name = rule.metric.metric;
  const { values, ends } = view.derive(examples, `values ${name}`, () => gather(view, tally, examples));
  const more = asksForMore(rule.operator);
  const cut = cutOf(sorted, rule);
  const [from, to] = more
    ? [Number.NEGATIVE_INFINITY, sorted[cut - 1] ?? Number.NaN]
    : [sorted[cut] ?? Number.NaN, Number.POSITIVE_INFINITY];
  let [wrong, squares, products, sizes] = [0, 0, 0, 0];
  let i = 0;
  for (const end of ends) {
    const n = end - i;
    let count = 0;
    for (; i < end; i++) {
      const value = values[i] ?? 0;
      if (value >= from && value <= to) count += 1;
    }
    wrong += count;
    squares += count * count;
    products += n * count;
    sizes += n * n;
  }
  const [n, clusters] = [values.length, ends.length];
  const mean = wrong / n;
  const spread = Math.max(0, squares - 2 * mean * products + mean * mean * sizes);
  return { n, clusters, mean, error: Math.sqrt((clusters / (clusters - 1)) * spread) / n };
}

/** The values of the examples side by side, and where each example's end. */
function gather(view: RunView, tally: AmountTally, examples: Int32Array): { values: Float64Array; ends: Int32Array } {
  const { starts, rows } = view.byExample;
  const values = new Float64Array(rows.length);
  const ends = new Int32Array(examples.length);
  let [size, groups] = [0, 0];
  for (const example of examples) {
    const before = size;
    for (let i = starts[example] ?? 0; i < (starts[example + 1] ?? 0); i++) {
      values[size++] = tally.values[rows[i] ?? 0] ?? Number.NaN;
    }
    if (size > before) ends[groups++] = size;
  }
  return { values: values.slice(0, size), ends: ends.subarray(0, groups) };
}

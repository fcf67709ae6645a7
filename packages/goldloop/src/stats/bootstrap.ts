import { nearestRank } from "./percentile.ts";
import { seededRandom } from "./random.ts";
import type { Interval } from "./rate.ts";
import type { Side } from "./rate-bound.ts";

/** A statistic with its values over resamples (ascending, without those that are not a number). */
export interface Bootstrap {
  observed: number;
  replicates: Float64Array;
  standardError: number;
  interval: Interval;
}

/** How to resample: 2,000 repetitions, seed 1 and confidence 0.95 (of the two-sided interval) unless said otherwise. */
export interface BootstrapOptions {
  repetitions?: number;
  seed?: number;
  confidence?: number;
}

/** The one-sided bound of a bootstrapped statistic, a quantile of its replicates; NaN where there is none. */
export function bootstrapBound(bootstrap: Bootstrap, confidence: number, side: Side): number {
  return nearestRank(bootstrap.replicates, side === "upper" ? confidence : 1 - confidence);
}

/**
 * Bootstrap over n examples, drawn with replacement, the same draw for both runs. `statistic` gets how often each example was drawn (its index is that of the
 * example) and must not keep that array. Percentile intervals: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13. The same seed gives the same numbers.
 */
export function pairedBootstrap(
  n: number,
  statistic: (drawn: Uint32Array) => number,
  { repetitions = 2000, seed = 1, confidence = 0.95 }: BootstrapOptions = {},
): Bootstrap {
  const random = seededRandom(seed);
  const drawn = new Uint32Array(n).fill(1);
  const observed = n === 0 ? Number.NaN : statistic(drawn);
  const values: number[] = [];
  const rounds = n === 0 ? 0 : repetitions;
  for (let r = 0; r < rounds; r++) {
    drawn.fill(0);
    for (let i = 0; i < n; i++) {
      const index = Math.floor((random() / 4_294_967_296) * n);
      drawn[index] = (drawn[index] ?? 0) + 1;
    }
    const value = statistic(drawn);
    if (!Number.isNaN(value)) values.push(value);
  }
  const replicates = Float64Array.from(values).toSorted();
  let sum = 0;
  for (const value of replicates) sum += value;
  const centre = sum / replicates.length;
  let squares = 0;
  for (const value of replicates) squares += (value - centre) ** 2;
  const each = (1 - confidence) / 2;
  return {
    observed,
    replicates,
    standardError: Math.sqrt(squares / (replicates.length - 1)),
    interval: [nearestRank(replicates, each), nearestRank(replicates, 1 - each)],
  };
}

/** The p-quantile (nearest rank) of values of examples drawn so many times, without sorting again at each draw. */
function weightedQuantile(values: readonly (readonly number[])[], p: number): (drawn: Uint32Array) => number {
  const flat = values.flatMap((own, example) => own.map((value) => ({ value, example })));
  flat.sort((a, b) => b.value - a.value);
  const sorted = Float64Array.from(flat, ({ value }) => value);
  const owner = Uint32Array.from(flat, ({ example }) => example);
  return (drawn) => {
    let total = 0;
    for (let i = 0; i < values.length; i++) total += (drawn[i] ?? 0) * (values[i]?.length ?? 0);
    const above = total - Math.max(1, Math.ceil(p * total - 1e-9));
    let seen = 0;
    for (let i = 0; i < sorted.length; i++) {
      seen += drawn[owner[i] ?? 0] ?? 0;
      if (seen > above) return sorted[i] ?? Number.NaN;
    }
    return Number.NaN;
  };
}

/**
 * Bootstrap over examples of a percentile of the head divided by that of the baseline: `base[i]` and `head[i]` are the values (one a trial) of example i.
 * The trials of an example are drawn together. Needs the two to have the same length; 2,000 repetitions over 2,000 examples take about 0.1 s.
 */
export function percentileRatio(
  base: readonly (readonly number[])[],
  head: readonly (readonly number[])[],
  p: number,
  options: BootstrapOptions = {},
): Bootstrap {
  const [before, after] = [weightedQuantile(base, p), weightedQuantile(head, p)];
  return pairedBootstrap(base.length, (drawn) => after(drawn) / before(drawn), options);
}

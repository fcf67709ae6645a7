/** How many examples passed `passed` of `n` trials; `weight` may be a fraction. */
export interface Seen {
  passed: number;
  n: number;
  weight: number;
}

/** For examples that passed so many of so many trials: how likely each rate of `grid` is, added up from below. */
export type Posterior = (passed: number, n: number) => Float64Array;

const rounds = 200;
const freeRounds = 40;
const cells = 100;

/** Pass rates that an example can have: never, always, and the middles of a hundred cells between. */
const grid = Float64Array.from([0, ...Array.from({ length: cells }, (_, i) => (i + 0.5) / cells), 1]);

/** The kinds of examples, each as shares of the grid: fail always, pass always, flaky in three ways. */
const kinds: readonly Float64Array[] = [
  grid.map((rate) => (rate === 0 ? 1 : 0)),
  grid.map((rate) => (rate === 1 ? 1 : 0)),
  flaky(() => 1),
  flaky((rate) => rate ** 3),
  flaky((rate) => (1 - rate) ** 3),
];

/**
 * Estimates how the pass rates of a suite's examples are distributed, by maximum likelihood (EM): first the shares of five kinds of examples (those that always fail, always
 * pass, and are flaky with rates spread evenly, mostly high or mostly low), then, from there, a few rounds in which the distribution may take any form. From it follows
 * each example's own rate (empirical Bayes; Robbins, 1956). So an example that passed 3 of 3 trials may still be a flaky
 * one, as often as the visibly flaky ones say; where no trial differs from another, none is. Few trials cannot tell many examples that fail very rarely
 * from few that fail often: what the trials leave open is taken to be the second.
 */
export function fitPassRates(seen: readonly Seen[]): Posterior {
  const likelihoods = seen.map(({ passed, n }) => kinds.map((kind) => sumOf(times(kind, passed, n))));
  const weights = sharesOf(seen, likelihoods);
  const kindly = grid.map((_, i) => kinds.reduce((sum, kind, k) => sum + (weights[k] ?? 0) * (kind[i] ?? 0), 0));
  const mixed = freed(kindly, seen);
  const kept = new Map<number, Float64Array>();
  return (passed, n) => {
    const key = n * 65_536 + passed;
    const found = kept.get(key);
    if (found !== undefined) return found;
    const made = addedUp(times(mixed, passed, n));
    kept.set(key, made);
    return made;
  };
}

/** The rate at a place 0..1 of a posterior. */
export function rateAt(posterior: Float64Array, place: number): number {
  let [low, high] = [0, posterior.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((posterior[middle] ?? 1) > place) high = middle;
    else low = middle + 1;
  }
  return grid[low] ?? 1;
}

/** The share of each kind. */
function sharesOf(seen: readonly Seen[], likelihoods: readonly (readonly number[])[]): number[] {
  const isStable = seen.every(({ passed, n }) => passed === 0 || passed === n);
  let weights: number[] = kinds.map((_, k) => (k < 2 ? 0.5 : isStable ? 0 : 1));
  for (let round = 0; round < rounds; round++) {
    const next = kinds.map(() => 0);
    seen.forEach(({ weight }, s) => {
      const parts = weights.map((share, k) => share * (likelihoods[s]?.[k] ?? 0));
      const sum = parts.reduce((total, part) => total + part, 0);
      if (sum > 0) parts.forEach((part, k) => (next[k] = (next[k] ?? 0) + (weight * part) / sum));
    });
    const total = next.reduce((sum, part) => sum + part, 0);
    if (total === 0) break;
    weights = next.map((part) => part / total);
  }
  return weights;
}

/** The mixture after a few more rounds in which it may take any form: they mend what the kinds do not fit, and leave what they do. */
function freed(mixed: Float64Array, seen: readonly Seen[]): Float64Array {
  const total = seen.reduce((sum, { weight }) => sum + weight, 0);
  let shares = mixed;
  if (total === 0) return shares;
  for (let round = 0; round < freeRounds; round++) {
    const next = new Float64Array(grid.length);
    for (const { passed, n, weight } of seen) {
      const parts = times(shares, passed, n);
      const sum = sumOf(parts);
      if (sum > 0) parts.forEach((part, i) => (next[i] = (next[i] ?? 0) + (weight * part) / sum / total));
    }
    shares = next;
  }
  return shares;
}

function flaky(density: (rate: number) => number): Float64Array {
  const values = grid.map((rate) => (rate === 0 || rate === 1 ? 0 : density(rate)));
  const sum = sumOf(values);
  return values.map((value) => value / sum);
}

function times(shares: Float64Array, passed: number, n: number): Float64Array {
  return shares.map((share, i) => share * (grid[i] ?? 0) ** passed * (1 - (grid[i] ?? 0)) ** (n - passed));
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function addedUp(values: Float64Array): Float64Array {
  const sum = sumOf(values);
  let before = 0;
  return values.map((value) => (before += sum === 0 ? 1 / values.length : value / sum));
}

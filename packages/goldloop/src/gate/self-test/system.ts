import type { Random } from "../../stats/index.ts";
import { shiftsOf, type Shifts } from "./shift.ts";
import { fitPassRates, rateAt, type Posterior, type Seen } from "./mixture.ts";
import { seenOf, type Source, type SourceColumn } from "./source.ts";

/** A system that could have produced a run. */
export interface System {
  source: Source;
  /** By scorer and example: the rate at which it passes. */
  rates: readonly Float64Array[];
  /** How far the means of examples are from those of the run; undefined for the likeliest, which are at them. */
  shifts: Shifts | undefined;
}

/** What a run says of its system. */
export interface Beliefs {
  /** Pass rates of examples, by scorer. */
  rates: readonly Posterior[];
  /** Whether the means of graded scores and amounts are known no better than the trials say. */
  shifted: boolean;
}

/** A number in 0..1. */
export function share(random: Random): number {
  return random() / 4_294_967_296;
}

/** The likeliest beliefs. */
export function likeliest({ columns }: Source): Beliefs {
  return { rates: columns.map((column) => fitPassRates(seenOf(column))), shifted: false };
}

/**
 * Beliefs that are as well possible: every example weighs as much as chance gives it (the Bayesian bootstrap; Rubin, Annals of Statistics 9, 1981), and half an
 * example that flaked is added, as in the prior of Jeffreys, so that flakiness which so few trials did not show is not taken for impossible.
 */
export function possible({ columns, trials }: Source, random: Random): Beliefs {
  const unseen = gammaHalf(random);
  const rates = columns.map((column) => {
    const seen = seenOf(column).map((one) => ({ ...one, weight: erlang(one.weight, random) }));
    const n = Math.max(2, trials);
    // It stands among those that mostly pass or among the others as often as examples do.
    const passing = shareThatPasses(column);
    const rarely: Seen = { passed: n - 1, n, weight: unseen * passing };
    const mostly: Seen = { passed: 1, n, weight: unseen * (1 - passing) };
    return fitPassRates([...seen, rarely, mostly]);
  });
  return { rates, shifted: true };
}

/** Draws a system that could have produced the run. */
export function drawSystem(source: Source, beliefs: Beliefs, random: Random): System {
  const size = source.table.examples.length;
  const rates = source.columns.map(() => new Float64Array(size));
  for (let example = 0; example < size; example++) {
    const shared = share(random);
    source.columns.forEach(({ n, passed }, c) => {
      const posterior = beliefs.rates[c];
      const own = rates[c];
      const trials = n[example] ?? 0;
      if (trials === 0 || posterior === undefined || own === undefined) return;
      const place = share(random) < source.together ? shared : share(random);
      own[example] = rateAt(posterior(passed[example] ?? 0, trials), place);
    });
  }
  return { source, rates, shifts: beliefs.shifted ? shiftsOf(source, () => share(random)) : undefined };
}

/** The share of a scorer's examples that pass at least half of their trials. */
function shareThatPasses({ n, passed }: SourceColumn): number {
  let [all, pass] = [0, 0];
  n.forEach((trials, example) => {
    if (trials === 0) return;
    all += 1;
    if (2 * (passed[example] ?? 0) >= trials) pass += 1;
  });
  return all === 0 ? 1 : pass / all;
}

/** The sum of so many exponential variables of mean 1. */
function erlang(count: number, random: Random): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum -= Math.log(1 - share(random));
  return sum;
}

/** A gamma variable of shape 1/2: half the square of a normal one (Box and Muller). */
function gammaHalf(random: Random): number {
  return -Math.log(1 - share(random)) * Math.cos(2 * Math.PI * share(random)) ** 2;
}

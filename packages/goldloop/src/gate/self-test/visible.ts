import type { VisibleRegression } from "./document.ts";
import type { RuleCount, Tally } from "./tally.ts";

/** A regression counts as seen when it is blocked so often. */
const power = 0.8;

/** The way of one figure up the ladder of regressions, until it is seen. */
interface Climb {
  amount: number;
  share: number;
  /** Where it passed the power. */
  seen: number | null;
}

/** Follows how often each rule blocks as the regression grows, and finds where that is often enough. */
export class Sight {
  readonly #rules = new Map<string, Climb & { count: RuleCount }>();
  readonly #stage: Climb;

  constructor(unchanged: Tally) {
    const start = (share: number): Climb => ({ amount: 0, share, seen: share >= power ? 0 : null });
    for (const [key, count] of unchanged.rules) {
      this.#rules.set(key, { ...start(count.blocks / unchanged.repetitions), count });
    }
    this.#stage = start(unchanged.othersBlock / unchanged.repetitions);
  }

  /** The rules that are not seen yet. */
  asked(keyOf: (count: RuleCount) => string): Set<string> {
    return new Set([...this.#rules.values()].filter(({ seen }) => seen === null).map(({ count }) => keyOf(count)));
  }

  add(amount: number, tally: Tally): void {
    for (const [key, climb] of this.#rules) {
      const count = tally.rules.get(key);
      if (count !== undefined) step(climb, amount, count.blocks / tally.repetitions);
    }
    step(this.#stage, amount, tally.othersBlock / tally.repetitions);
  }

  of(key: string, of: VisibleRegression["of"], n: number): VisibleRegression {
    return visible(this.#rules.get(key)?.seen ?? null, of, n);
  }

  /** Over all rules on scores and rates. */
  ofStage(n: number): VisibleRegression {
    return visible(this.#stage.seen, "examples", n);
  }
}

function step(climb: Climb, amount: number, share: number): void {
  if (climb.seen === null && share >= power) {
    climb.seen = climb.amount + ((amount - climb.amount) * (power - climb.share)) / (share - climb.share);
  }
  climb.amount = amount;
  climb.share = share;
}

function visible(amount: number | null, of: VisibleRegression["of"], n: number): VisibleRegression {
  const examples = of === "amount" || amount === null ? null : Math.ceil(amount * n - 1e-9);
  return { of, amount, examples };
}

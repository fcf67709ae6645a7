/** Why no further call may start. */
export type BudgetStop = "spent" | "unknown-cost";

/**
 * Keeps a run under a sum of money. Before a call starts, what it may cost is set aside: the dearest call seen so
 * far. Until one cost is known, calls go one at a time.
 */
export class Budget {
  readonly maxUsd: number;
  #spentUsd = 0;
  #dearestUsd: number | undefined;
  #underWay = 0;
  #unknown = false;
  #waiting: (() => void)[] = [];

  /** `dearestUsd` is what an earlier run of the same suite saw, if there is one. */
  constructor(maxUsd: number, dearestUsd?: number) {
    this.maxUsd = maxUsd;
    this.#dearestUsd = dearestUsd;
  }

  get spentUsd(): number {
    return this.#spentUsd;
  }

  /** Adds what was spent before this process (`--resume`). */
  spend(usd: number): void {
    this.#spentUsd += usd;
  }

  /** Resolves to undefined when the call may start, and to the reason when none may any more. */
  async start(): Promise<BudgetStop | undefined> {
    for (;;) {
      if (this.#unknown) return "unknown-cost";
      if (this.#dearestUsd === undefined) {
        if (this.#underWay === 0) break;
      } else {
        const reserved = (this.#underWay + 1) * this.#dearestUsd;
        if (this.#spentUsd + reserved <= this.maxUsd + 1e-12) break;
        if (this.#underWay === 0) return "spent";
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#underWay += 1;
    return undefined;
  }

  /** Settles a call that has started. `null`: its cost is not known, so nothing further may start. */
  settle(usd: number | null): void {
    this.#underWay -= 1;
    if (usd === null) this.#unknown = true;
    else {
      this.#spentUsd += usd;
      this.#dearestUsd = Math.max(this.#dearestUsd ?? 0, usd);
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

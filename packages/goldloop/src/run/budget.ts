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

  /** Adds what one call cost before this process (`--resume`); the next may cost as much. */
  spend(usd: number): void {
    this.#spentUsd += usd;
    if (usd > 0) this.#dearestUsd = Math.max(this.#dearestUsd ?? 0, usd);
  }

  /** Adds what other things than the run's calls cost before: the next call says nothing about it. */
  spendBeside(usd: number): void {
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

  /**
   * Settles what `start` allowed. A sum: what the call cost. `null`: it cost something unknown, so nothing further may
   * start. `"failed"`: it may have cost as much as the dearest call before it was lost. `"none"`: no call was made.
   */
  settle(cost: number | null | "failed" | "none"): void {
    this.#underWay -= 1;
    if (cost === null) this.#unknown = true;
    else if (cost === "failed") this.#spentUsd += this.#dearestUsd ?? 0;
    else if (cost !== "none") {
      this.#spentUsd += cost;
      this.#dearestUsd = Math.max(this.#dearestUsd ?? 0, cost);
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

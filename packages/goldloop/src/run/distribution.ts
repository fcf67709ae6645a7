import { nearestRank } from "../stats/index.ts";
import type { Distribution } from "./record.ts";

/** Collects numbers in a typed array, so that 100,000 of them cost 800 kB. */
export class Samples {
  #values = new Float64Array(256);
  #n = 0;

  add(value: number): void {
    if (this.#n === this.#values.length) {
      const grown = new Float64Array(this.#n * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#n++] = value;
  }

  get count(): number {
    return this.#n;
  }

  /** Null for no values. */
  distribution(): Distribution | null {
    const n = this.#n;
    if (n === 0) return null;
    const ascending = this.#values.subarray(0, n).toSorted();
    let total = 0;
    for (const value of ascending) total += value;
    return {
      n,
      mean: total / n,
      p50: nearestRank(ascending, 0.5),
      p95: nearestRank(ascending, 0.95),
      p99: nearestRank(ascending, 0.99),
      min: ascending[0] ?? Number.NaN,
      max: ascending[n - 1] ?? Number.NaN,
      total,
    };
  }
}

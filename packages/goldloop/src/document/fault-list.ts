import { InputError, InputErrors } from "../error/index.ts";

/** Collects faults so that they are mended together. Keeps the first ones and counts the rest. */
export class FaultList {
  readonly #kept: InputError[] = [];
  readonly #limit: number;
  #total = 0;

  constructor(limit = 20) {
    this.#limit = limit;
  }

  /** Every fault that was added, kept or not. */
  get total(): number {
    return this.#total;
  }

  /** Whether further faults are only counted: their details need not be worked out. */
  get full(): boolean {
    return this.#kept.length >= this.#limit;
  }

  add(...faults: readonly InputError[]): void {
    for (const fault of faults) {
      this.#total += 1;
      if (!this.full) this.#kept.push(fault);
    }
  }

  /** Counts a fault whose details were not worked out. */
  count(): void {
    this.#total += 1;
  }

  /** Adds what a function throws on purpose; anything else goes on. Returns undefined when it threw. */
  collect<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (error instanceof InputErrors) this.add(...error.errors);
      else if (error instanceof InputError) this.add(error);
      else throw error;
      return undefined;
    }
  }

  /** The kept faults, and, when there were more, a last one `more-faults` that says how many. */
  toErrors(): InputError[] {
    const more = this.#total - this.#kept.length;
    if (more === 0) return [...this.#kept];
    const last = this.#kept.at(-1)?.location?.file;
    const location = last === undefined ? undefined : { file: last };
    return [...this.#kept, new InputError("more-faults", `and ${more} more`, { location })];
  }

  /** Throws what was collected: the fault itself when it is the only one, InputErrors otherwise. */
  throwIfAny(): void {
    const errors = this.toErrors();
    const [only] = errors;
    if (only === undefined) return;
    throw errors.length === 1 ? only : new InputErrors(errors);
  }
}

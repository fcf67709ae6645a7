import { AsyncLocalStorage } from "node:async_hooks";
import { StoreError } from "../error.ts";

/**
 * Knows whether the code that runs was called by a transaction of a database with one session: there a statement beside the
 * transaction would wait for the transaction, which waits for the statement.
 */
export class Turns {
  readonly #transaction = new AsyncLocalStorage<{ open: boolean }>();

  /** Throws a StoreError (`rejected`) within a transaction. */
  assertOutside(): void {
    if (this.#transaction.getStore()?.open !== true) return;
    throw new StoreError("rejected", "a statement beside the transaction that it is in would never get its turn", {
      hint: "use the transaction that was passed in",
    });
  }

  /** Runs a transaction, begin to end. */
  async run<T>(transaction: () => Promise<T>): Promise<T> {
    const state = { open: true };
    try {
      return await this.#transaction.run(state, transaction);
    } finally {
      // What a transaction left behind, timers for one, may use the database again.
      state.open = false;
    }
  }
}

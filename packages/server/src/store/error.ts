import { GoldloopError } from "goldloop/error";

/**
 * A database refused or did not answer. `unavailable`: try again later (connection lost, starting, disk full);
 * `limit`: the query ran into its time or memory cap; `rejected`: the statement or the data is at fault.
 * The message never carries stored content.
 */
export class StoreError extends GoldloopError {
  readonly kind: "unavailable" | "limit" | "rejected";

  constructor(kind: StoreError["kind"], message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(`store-${kind}`, message, options);
    this.kind = kind;
  }
}

import type { GenerateResponse } from "../../model/index.ts";
import type { Usage } from "../../trace/index.ts";

const kinds = ["inputTokens", "outputTokens", "cachedInputTokens", "reasoningTokens"] as const;

/** What several calls took together: retries and votes included. */
export class Spending {
  readonly usage: Usage = {};
  #costUsd: number | undefined = 0;

  add(response: Pick<GenerateResponse, "usage" | "costUsd">): void {
    for (const kind of kinds) {
      const count = response.usage[kind];
      if (count !== undefined) this.usage[kind] = (this.usage[kind] ?? 0) + count;
    }
    this.#costUsd =
      this.#costUsd === undefined || response.costUsd === undefined ? undefined : this.#costUsd + response.costUsd;
  }

  /** USD; undefined as soon as the cost of one call is not known. */
  get costUsd(): number | undefined {
    return this.#costUsd;
  }

  /** The part of a finding that says what it took. */
  toFinding(): { usage: Usage; costUsd?: number } {
    return { usage: this.usage, ...(this.#costUsd === undefined ? {} : { costUsd: this.#costUsd }) };
  }
}

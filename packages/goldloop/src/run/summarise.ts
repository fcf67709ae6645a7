import type { Usage } from "../trace/index.ts";
import { Samples } from "./distribution.ts";
import type { ResultLine, RunSummary } from "./record.ts";
import { ScoreAccumulator } from "./score-summary.ts";

/** The figures of a summary that follow from the results alone. */
export type Figures = Pick<
  RunSummary,
  "executed" | "errors" | "passed" | "failed" | "scores" | "latencyMs" | "costUsd" | "judgeCostUsd" | "usage"
>;

/** What became of one example in one trial. */
export type Outcome = "passed" | "failed" | "error" | "measured";

/**
 * `error` when the target or a scorer failed, `failed` when a scorer did not pass, `passed` when at least one
 * passed and none did not, `measured` when no scorer judges (graded without a threshold).
 */
export function outcomeOf(line: Pick<ResultLine, "error" | "scores">): Outcome {
  if (line.error !== null) return "error";
  // Nothing was measured of it: that is no success.
  if (line.scores.length > 0 && line.scores.every((score) => score.status === "skipped")) return "error";
  let judged = false;
  let failed = false;
  for (const score of line.scores) {
    if (score.status === "error") return "error";
    if (score.pass === null) continue;
    judged = true;
    if (!score.pass) failed = true;
  }
  if (failed) return "failed";
  return judged ? "passed" : "measured";
}

/** Adds results up as they come, in memory that grows with the examples only slowly. */
export class Summariser {
  readonly #examples = new Map<string, number>();
  readonly #scores = new Map<string, ScoreAccumulator>();
  readonly #latency = new Samples();
  readonly #cost = new Samples();
  #unknownCost = 0;
  #judgeCostUsd = 0;
  #executed = 0;
  readonly #outcomes: Record<Outcome, number> = { passed: 0, failed: 0, error: 0, measured: 0 };
  readonly #usage: Required<Usage> = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, reasoningTokens: 0 };

  add(line: ResultLine): void {
    let example = this.#examples.get(line.id);
    if (example === undefined) {
      example = this.#examples.size;
      this.#examples.set(line.id, example);
    }
    this.#executed += 1;
    this.#outcomes[outcomeOf(line)] += 1;
    for (const score of line.scores) {
      let accumulator = this.#scores.get(score.name);
      if (accumulator === undefined) {
        accumulator = new ScoreAccumulator();
        this.#scores.set(score.name, accumulator);
      }
      accumulator.add(example, score);
    }
    if (line.error === null && line.latencyMs !== null) this.#latency.add(line.latencyMs);
    if (line.costUsd === null) this.#unknownCost += 1;
    else this.#cost.add(line.costUsd);
    this.#judgeCostUsd += (line.judgeCostUsd ?? 0) + (line.simulatedUserCostUsd ?? 0);
    if (line.usage !== null) {
      for (const key of Object.keys(this.#usage) as (keyof Usage)[]) this.#usage[key] += line.usage[key] ?? 0;
    }
  }

  get executed(): number {
    return this.#executed;
  }

  /** Input and output tokens of one call on average so far. */
  get tokensPerCall(): number {
    return this.#executed === 0 ? 0 : (this.#usage.inputTokens + this.#usage.outputTokens) / this.#executed;
  }

  get outcomes(): Readonly<Record<Outcome, number>> {
    return this.#outcomes;
  }

  /** `hasPass` tells for a score's name whether it has a pass even where all were errors. */
  figures(trials: number, hasPass: (name: string) => boolean): Figures {
    const cost = this.#cost.distribution();
    return {
      executed: this.#executed,
      errors: this.#outcomes.error,
      passed: this.#outcomes.passed,
      failed: this.#outcomes.failed,
      scores: Object.fromEntries(
        [...this.#scores]
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, scores]) => [name, scores.summary(trials, hasPass(name))]),
      ),
      latencyMs: this.#latency.distribution(),
      costUsd: cost === null ? null : { ...cost, unknown: this.#unknownCost },
      judgeCostUsd: this.#judgeCostUsd,
      usage: this.#usage,
    };
  }
}

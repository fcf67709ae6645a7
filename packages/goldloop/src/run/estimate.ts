import type { Config } from "../config/index.ts";
import type { Plan } from "./plan.ts";
import { listRuns, openRun, runsDirectory } from "./store.ts";
import { join } from "node:path";

/** What a run would take, judged by the newest complete run of the same suite and target. */
export interface Estimate {
  suite: string;
  target: string | null;
  examples: number;
  trials: number;
  calls: number;
  /** The run that the figures come from; null when there is none, and then they are null too. */
  basis: string | null;
  costUsd: number | null;
  durationMs: number | null;
}

/** Estimates cost and duration without calling anything. */
export async function estimateRun(plan: Plan, config: Config): Promise<Estimate> {
  const calls = plan.indices.length * plan.trials;
  const estimate: Estimate = {
    suite: plan.suite.name,
    target: plan.targetName,
    examples: plan.indices.length,
    trials: plan.trials,
    calls,
    basis: null,
    costUsd: plan.replay === undefined ? null : 0,
    durationMs: null,
  };
  for (const id of await listRuns(config.directory)) {
    const { record } = await openRun(join(runsDirectory(config.directory), id));
    if (record.suite !== plan.suite.name || record.target !== plan.targetName || record.executed === 0) continue;
    if (record.replay !== null) continue;
    const known = record.costUsd !== null && record.costUsd.unknown === 0;
    estimate.basis = record.id;
    if (plan.replay === undefined && known) {
      estimate.costUsd = ((record.costUsd?.mean ?? 0) + record.judgeCostUsd / record.executed) * calls;
    }
    estimate.durationMs = ((record.latencyMs?.mean ?? 0) * calls) / Math.min(plan.concurrency, Math.max(1, calls));
    break;
  }
  return estimate;
}

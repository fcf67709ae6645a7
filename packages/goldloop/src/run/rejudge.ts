import type { Budget, BudgetStop } from "./budget.ts";
import { subjectOf } from "./execute.ts";
import type { Plan } from "./plan.ts";
import type { ResultLine } from "./record.ts";
import { scoreWith } from "./score.ts";
import type { Slots } from "./slots.ts";

/** What judges that are asked again share. */
export interface Asking {
  slots: Slots;
  budget: Budget | undefined;
  signal: AbortSignal;
}

/** An output whose judges had failed is judged again as it stands: the target is not called. Within the budget. */
export async function judgeAgain(
  plan: Plan,
  line: ResultLine,
  { slots, budget, signal }: Asking,
): Promise<{ line: ResultLine; stop?: BudgetStop | undefined }> {
  const example = plan.dataset.get(line.id);
  if (example === undefined) return { line };
  await slots.take();
  try {
    if (signal.aborted) return { line };
    const stop = await budget?.start();
    if (stop !== undefined) return { line, stop };
    const failed = new Set(line.scores.filter((score) => score.status === "error").map((score) => score.name));
    const scorers = plan.scorersOf(example).filter((scorer) => failed.has(scorer.name));
    const again = await scoreWith(scorers, subjectOf(example, line, signal));
    budget?.settle(again.judgeCostUnknown ? null : again.judgeCostUsd === 0 ? "none" : again.judgeCostUsd);
    if (signal.aborted) return { line };
    const byName = new Map(again.scores.map((score) => [score.name, score]));
    return {
      line: {
        ...line,
        scores: line.scores.map((score) => byName.get(score.name) ?? score),
        judgeCostUsd: (line.judgeCostUsd ?? 0) + again.judgeCostUsd,
      },
    };
  } finally {
    slots.give();
  }
}

/** What one recorded line has cost, USD: the call unless its output came from the cache, the simulated user, the judges. */
export function spentOn({ costUsd, judgeCostUsd, simulatedUserCostUsd, cached }: ResultLine): number {
  return (cached === true ? 0 : (costUsd ?? 0) + (simulatedUserCostUsd ?? 0)) + (judgeCostUsd ?? 0);
}

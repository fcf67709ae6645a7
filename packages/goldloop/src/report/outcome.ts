import type { ResultLine } from "../run/index.ts";

/** What became of one example in one trial. `measured`: no scorer judges. */
export type TrialOutcome = "passed" | "failed" | "error" | "measured";

/** The outcome of a result: an error of the target or of a scorer first, then a failed score. As the run's own counts have it. */
export function outcomeOf({ error, scores }: Pick<ResultLine, "error" | "scores">): TrialOutcome {
  if (scores.length > 0 && scores.every(({ status }) => status === "skipped")) return "error";
  if (error !== null || scores.some(({ status }) => status === "error")) return "error";
  const judged = scores.filter(({ pass }) => pass !== null);
  if (judged.some(({ pass }) => pass === false)) return "failed";
  return judged.length > 0 ? "passed" : "measured";
}

import type { Gate } from "../config/index.ts";
import type { Case, JudgedRun } from "./case.ts";
import { counted, figure } from "./figure.ts";
import type { OpenExamples } from "./open.ts";
import { rulingOn, type Ruling } from "./ruling.ts";
import { failingOf } from "./worst-first.ts";

/** The rule that fails when a promoted example is still open after its deadline; no policy writes it. */
export const overdueRule = "open past deadline";

/**
 * The ruling on open examples past their deadline in one run, for gates that ask for `guarded.passRate`: a failure that was promised to be mended by
 * now blocks like a guarded one. None where there is none.
 */
export function judgeOverdue(
  from: Case,
  gate: Gate,
  { view }: JudgedRun,
  { overdue }: OpenExamples,
  examples: Int32Array,
): Ruling[] {
  if (!gate.require.some(({ metric }) => metric.metric === "guarded.passRate")) return [];
  const late = [...examples].filter((place) => overdue.has(view.table.examples[place]?.id ?? ""));
  if (late.length === 0) return [];
  const why = from.stage?.name === "pre-prod" ? "before a release none may be" : "their deadline is over";
  const judged = figure({
    verdict: "fail",
    observed: late.length,
    n: late.length,
    wrongSide: true,
    failing: failingOf(
      view,
      Int32Array.from(late),
      "overdue",
      () => new Float64Array(late.length),
      () => true,
    ),
    reason: `${counted(late.length, "promoted example")} still open: ${why}`,
  });
  const subject = {
    gate,
    rule: overdueRule,
    kind: "require",
    metric: "open",
    better: "lower",
    threshold: 0,
    unit: "count",
    suite: view.key,
    scorer: null,
    trials: view.table.record.trials,
  } as const;
  return [rulingOn(from, subject, judged)];
}

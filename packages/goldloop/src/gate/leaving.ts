import type { Gate } from "../config/index.ts";
import type { Case, JudgedRun } from "./case.ts";
import { counted, faulty } from "./figure.ts";
import { isConcerned } from "./rate.ts";
import { rulingOn, type Ruling } from "./ruling.ts";
import { selectColumns, selectExamples } from "./select.ts";
import { someOf } from "./unpaired.ts";
import type { RunView } from "./view.ts";
import { failingIds } from "./worst-first.ts";

/** The rule that fails when a failing example is no longer looked at; no policy writes it. */
export const stillSelectedRule = "still selected";

/** Examples of one run that a gate took in the baseline and takes no more. */
export interface Left {
  judged: JudgedRun;
  /** Ids, ascending. */
  failing: string[];
  others: string[];
}

/**
 * What left a gate's selection since the baseline: examples that are in the run by id, that the gate's selection takes by the baseline's tags, split,
 * metadata and origin, and that it does not take by today's. The same for attacks and harmless requests where the gate has a rule on either.
 */
export function leftSelection(from: Case, gate: Gate): Left[] {
  return from.runs.flatMap((judged): Left[] => {
    const { view, against } = judged;
    const moved = against?.pairs.moved ?? [];
    if (against === undefined || moved.length === 0) return [];
    const then = maskOf(against.base, gate);
    const now = maskOf(view, gate);
    const metrics = gate.require.map(({ metric }) => metric.metric);
    const gone = moved.filter((one) => {
      if (then[one.was] !== 1) return false;
      if (now[one.now] !== 1) return true;
      const [was, is] = [against.base.table.examples[one.was], view.table.examples[one.now]];
      if (was === undefined || is === undefined) return false;
      return metrics.some((metric) => isConcerned(metric, was) && !isConcerned(metric, is));
    });
    if (gone.length === 0) return [];
    const fails = failsNow(view, gate);
    const idsOf = (failing: boolean): string[] =>
      gone
        .filter((one) => fails(one.now) === failing)
        .map((one) => view.table.examples[one.now]?.id ?? "")
        .toSorted();
    return [{ judged, failing: idsOf(true), others: idsOf(false) }];
  });
}

/** By example: 1 where the gate selects it. */
function maskOf(view: RunView, { select }: Gate): Uint8Array {
  const mask = new Uint8Array(view.table.examples.length);
  for (const place of selectExamples(view, select)) mask[place] = 1;
  return mask;
}

/** Whether an example fails now: a scorer that the gate selects fails it, or it could not be measured. A gate on costs and times alone asks no scorer. */
function failsNow(view: RunView, gate: Gate): (place: number) => boolean {
  const asks = [...gate.require, ...gate.noRegression].some(({ metric }) => metric.kind !== "distribution");
  const { n, passed, unmeasured } = view.passes(selectColumns(view, gate.select));
  return (place) => (unmeasured[place] ?? 0) > 0 || (asks && (passed[place] ?? 0) < (n[place] ?? 0));
}

/** The rulings on failing examples that a gate no longer looks at, one a run; none where there is none. */
export function judgeLeaving(from: Case, left: readonly Left[]): Ruling[] {
  return left
    .filter(({ failing }) => failing.length > 0)
    .map(({ judged: { view }, failing, others }) => {
      const [first = ""] = failing;
      const verb = failing.length === 1 ? "fails" : "fail";
      const reason = `${counted(failing.length, "example")} left the selection since the baseline and ${verb} now: ${someOf(failing)}`;
      return rulingOn(
        from,
        {
          rule: stillSelectedRule,
          kind: "precondition",
          metric: stillSelectedRule,
          better: "lower",
          threshold: 0,
          unit: "count",
          suite: view.key,
          scorer: null,
          trials: view.table.record.trials,
        },
        faulty("unselected", reason, {
          observed: failing.length,
          n: failing.length + others.length,
          failing: failingIds(failing),
          hint: `put their tags, split, metadata and origin back, or mend them: goldloop run ${view.table.record.suite} --filter ${first}`,
        }),
      );
    });
}

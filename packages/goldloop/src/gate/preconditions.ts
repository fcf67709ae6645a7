import type { Case, JudgedRun } from "./case.ts";
import { faulty } from "./figure.ts";
import { replacedPins } from "./pins.ts";
import { rulingOn, type Ruling } from "./ruling.ts";
import { missingSuites, unrunText } from "./unrun.ts";
import type { RuleFault } from "./verdict.ts";

interface Refusal {
  /** The suite (and target) that it is about, with its trials and how many examples it has. */
  suite: string;
  trials: number;
  n: number;
  rule: string;
  fault: RuleFault;
  reason: string;
  hint: string;
}

/**
 * What keeps runs from being evidence at all (design 4.3, 4.4): rules that appear only where they fail. No policy writes them and no
 * acceptance covers them.
 */
export function judgePreconditions(from: Case): Ruling[] {
  const ofRuns = from.runs.flatMap((judged) => {
    const { key, table } = judged.view;
    const about = { suite: key, trials: table.record.trials, n: table.examples.length };
    return refusals(from, judged).map((refusal) => ({ ...about, ...refusal }));
  });
  return [...ofRuns, ...staleRuns(from), ...suitesNotRun(from)].map(
    ({ suite, trials, n, rule: name, fault, reason, hint }) =>
      rulingOn(
        from,
        {
          rule: name,
          kind: "precondition",
          metric: name,
          better: "higher",
          threshold: 1,
          unit: "count",
          suite,
          scorer: null,
          trials,
        },
        faulty(fault, reason, { observed: 0, n, hint }),
      ),
  );
}

/** Runs of another commit or lock, where the change is judged by what it is. */
function staleRuns({ input, runs }: Case): Refusal[] {
  return input.stale
    .filter(({ blocks }) => blocks)
    .map(({ suite, reason, hint }) => {
      const table = runs.find(({ view }) => view.key === suite)?.view.table;
      const about = { suite, trials: table?.record.trials ?? 0, n: table?.examples.length ?? 0 };
      return { ...about, rule: "run of this change", fault: "stale", reason, hint };
    });
}

/** Suites that a change could hide by not running them. */
function suitesNotRun(from: Case): Refusal[] {
  return missingSuites(from).map((one) => ({
    suite: one.suite,
    trials: 0,
    n: one.promoted,
    rule: "every suite was run",
    fault: "not-run",
    ...unrunText(one),
  }));
}

function refusals({ stage }: Case, { view, against }: JudgedRun): Omit<Refusal, "suite" | "trials" | "n">[] {
  const { record, rows, pins } = view.table;
  const found: Omit<Refusal, "suite" | "trials" | "n">[] = [];
  if (!record.pinned) {
    const why = record.unpinned.length === 0 ? "its inputs are not pinned" : record.unpinned.join("; ");
    found.push({
      rule: "pinned",
      fault: "unpinned",
      reason: `not evidence: ${why}`,
      hint: `goldloop lock, then goldloop run ${record.suite} --frozen`,
    });
  }
  const missing = record.planned - Math.min(rows, record.executed);
  if (record.status !== "complete" || missing > 0 || rows === 0) {
    const why = record.incomplete.length > 0 ? record.incomplete.join("; ") : `${missing} example-trials are missing`;
    found.push({
      rule: "complete",
      fault: "incomplete",
      reason: rows === 0 ? "nothing was executed" : why,
      hint: `goldloop run --resume ${record.id}`,
    });
  }
  if (record.selection.partial && !namesSplit(record.selection, stage?.split)) {
    found.push({
      rule: "whole dataset",
      fault: "partial",
      reason: `only a part of the dataset was run: ${partOf(record.selection)}`,
      hint: `goldloop run ${record.suite}`,
    });
  }
  if (record.replay !== null && stage?.allowReplay === false) {
    found.push({
      rule: "live outputs",
      fault: "replay",
      reason: `stage ${stage.name} takes no recorded outputs, and these are from ${record.replay.file}`,
      hint: `goldloop run ${record.suite}`,
    });
  }
  const replaced = against === undefined ? [] : replacedPins(pins, against.base.table.pins);
  if (replaced.length > 0) {
    const commit = against?.base.table.record.git?.commit;
    found.push({
      rule: "scorers and judges of the baseline",
      fault: "other-pins",
      reason: `not the same as in the baseline: ${replaced.join(", ")}`,
      hint: `goldloop gate --baseline ${commit?.slice(0, 12) ?? "GIT_REF"}   runs the baseline again under today's pins`,
    });
  }
  return found;
}

type Selection = JudgedRun["view"]["table"]["record"]["selection"];

/** Whether a partial run is exactly the split that the stage names. */
export function namesSplit(selection: Selection, split: string | undefined): boolean {
  return (
    split !== undefined &&
    selection.split === split &&
    selection.filter.length === 0 &&
    selection.tags.length === 0 &&
    selection.limit === null &&
    selection.shard === null
  );
}

function partOf({ filter, split, tags, limit, shard }: Selection): string {
  const parts = [
    ...filter.map((text) => `--filter ${text}`),
    ...(split === null ? [] : [`--split ${split}`]),
    ...tags.map((tag) => `--tag ${tag}`),
    ...(limit === null ? [] : [`--limit ${limit}`]),
    ...(shard === null ? [] : [`shard ${shard.index} of ${shard.count}`]),
  ];
  return parts.length === 0 ? "a selection" : parts.join(" ");
}

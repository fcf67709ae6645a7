import type { Gate, Stage } from "../config/index.ts";
import type { Baseline, GateInput } from "./evidence.ts";
import type { TableExample } from "./table.ts";
import type { VerdictDocument } from "./verdict.ts";
import type { RunView } from "./view.ts";

const day = 86_400_000;

/** Promoted examples of a run that fail and have passed in no approved baseline yet (design 9). */
export interface OpenExamples {
  /** Listed for people, by id. */
  listed: VerdictDocument["open"];
  /** Places: past their deadline, or failing in pre-prod, where there is no time left. */
  overdue: Set<string>;
  /** Ids that do not count against rules that everything must pass. */
  excused: Set<string>;
}

/** What tells open examples from others, for all runs of a decision. */
export interface Openness {
  baseline: Baseline | undefined;
  stage: Stage | undefined;
  /** Milliseconds since 1970. */
  now: number;
  promotedBefore: GateInput["promotedBefore"];
  /** Ids and test digests that the baseline has as ordinary examples. */
  ordinary: ReadonlySet<string>;
}

/** Ids and test digests of the baseline's examples that no trace was promoted to: what has them does not become an open example by being called promoted. */
export function ordinaryOf(baseline: Baseline | undefined): Set<string> {
  const found = new Set<string>();
  for (const { table } of baseline?.suites.values() ?? []) {
    for (const { id, origin, testDigest } of table.examples) {
      if (origin === "trace") continue;
      found.add(idKey(table.record.suite, id));
      found.add(testDigest);
    }
  }
  return found;
}

function idKey(suite: string, id: string): string {
  return `${suite}\0${id}`;
}

/** When a deadline ends, in milliseconds since 1970; a date without a time ends with its day. A text that is no date has ended. */
function endOf(deadline: string): number {
  const end = Date.parse(deadline) + (/^\d{4}-\d{2}-\d{2}$/.test(deadline) ? day : 0);
  return Number.isNaN(end) ? Number.NEGATIVE_INFINITY : end;
}

/** The earliest of the deadlines that are given: a change can bring one forward, but not put it off. */
function earliest(deadlines: readonly (string | null | undefined)[]): string | null {
  const given = deadlines.filter((one) => one !== null && one !== undefined);
  return given.reduce<string | null>((first, one) => (first === null || endOf(one) < endOf(first) ? one : first), null);
}

/** Finds a run's open examples: what any scorer fails, whatever the gates select. */
export function findOpen(view: RunView, { baseline, stage, now, promotedBefore, ordinary }: Openness): OpenExamples {
  const tally = view.passes(view.table.scores);
  const { suite } = view.table.record;
  const known = baseline?.suites.get(view.key)?.table.examples ?? [];
  const before = new Map(known.flatMap(({ id, deadline }) => (deadline === null ? [] : [[id, deadline] as const])));
  const found: OpenExamples = { listed: [], overdue: new Set(), excused: new Set() };
  view.table.examples.forEach((example, place) => {
    if (example.origin !== "trace" || baseline?.guarded.has(example.id) === true) return;
    if ((tally.passed[place] ?? 0) >= (tally.n[place] ?? 0)) return;
    const { id, owner, testDigest } = example;
    const key = idKey(suite, id);
    const deadline = earliest([example.deadline, before.get(id), promotedBefore?.get(key)?.deadline]);
    found.listed.push({ suite: view.key, id, owner, deadline });
    if (stage?.name === "pre-prod" || (deadline !== null && endOf(deadline) <= now)) found.overdue.add(id);
    // Without a baseline nobody knows what has ever passed, and without a deadline it would never end: nothing is excused then.
    else if (baseline !== undefined && deadline !== null && !ordinary.has(key) && !ordinary.has(testDigest)) {
      found.excused.add(id);
    }
  });
  found.listed.sort((a, b) => (a.id < b.id ? -1 : 1));
  return found;
}

/**
 * Whether a gate leaves open examples out of rules that everything must pass. One known bug must not stop every unrelated fix, so a promoted
 * example that fails is listed, not counted, until its deadline. A gate that takes no acceptance holds without exception, and one
 * that selects by origin is about just these examples: both count them all. Means and inequalities keep them.
 */
export function excuses({ select, acceptable }: Pick<Gate, "select" | "acceptable">): boolean {
  return select.origin === undefined && acceptable !== false;
}

/** The examples of a selection without those that are excused. */
export function withoutExcused(view: RunView, examples: Int32Array, { excused }: OpenExamples): Int32Array {
  if (excused.size === 0) return examples;
  return view.within(examples, "not open", ({ id }: TableExample) => !excused.has(id));
}

import type { Gate, Stage } from "../config/index.ts";
import type { Baseline } from "./evidence.ts";
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

/** Whether a deadline has gone by; a date without a time ends with its day. A text that is no date has. */
function isPast(deadline: string | null, now: number): boolean {
  if (deadline === null) return false;
  const end = Date.parse(deadline) + (/^\d{4}-\d{2}-\d{2}$/.test(deadline) ? day : 0);
  return !(end > now);
}

/** Finds a run's open examples: what any scorer fails, whatever the gates select. */
export function findOpen(
  view: RunView,
  baseline: Baseline | undefined,
  stage: Stage | undefined,
  now: number,
): OpenExamples {
  const tally = view.passes(view.table.scores);
  const known = baseline?.suites.get(view.key)?.table.examples ?? [];
  // What the baseline has as an ordinary example does not become an open one by being called promoted.
  const ordinary = new Set(known.filter(({ origin }) => origin !== "trace").map(({ id }) => id));
  const found: OpenExamples = { listed: [], overdue: new Set(), excused: new Set() };
  view.table.examples.forEach((example, place) => {
    if (example.origin !== "trace" || baseline?.guarded.has(example.id) === true) return;
    if ((tally.passed[place] ?? 0) >= (tally.n[place] ?? 0)) return;
    const { id, owner, deadline } = example;
    found.listed.push({ suite: view.key, id, owner, deadline });
    if (stage?.name === "pre-prod" || isPast(deadline, now)) found.overdue.add(id);
    // Without a baseline nobody knows what has ever passed, and without a deadline it would never end: nothing is excused then.
    else if (baseline !== undefined && deadline !== null && !ordinary.has(id)) found.excused.add(id);
  });
  found.listed.sort((a, b) => (a.id < b.id ? -1 : 1));
  return found;
}

/**
 * Whether a gate leaves open examples out of rules that everything must pass. One known bug must not stop every unrelated fix, so a promoted
 * example that fails is listed, not counted, until its deadline; gates that select by origin are about just these examples
 * and count them all. Means and inequalities keep them.
 */
export function excuses(gate: Gate): boolean {
  return gate.select.origin === undefined;
}

/** The examples of a selection without those that are excused. */
export function withoutExcused(view: RunView, examples: Int32Array, { excused }: OpenExamples): Int32Array {
  if (excused.size === 0) return examples;
  return view.within(examples, "not open", ({ id }: TableExample) => !excused.has(id));
}

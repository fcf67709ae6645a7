import type { Gate } from "../config/index.ts";
import type { Case, JudgedRun } from "./case.ts";
import type { Selected } from "./count.ts";
import type { OpenExamples } from "./open.ts";
import { selectColumns, selectExamples } from "./select.ts";
import type { ScoreColumn } from "./table.ts";
import type { RunView } from "./view.ts";

/** What a gate looks at in one run. */
export interface Part extends Selected {
  judged: JudgedRun;
  open: OpenExamples;
}

/** The runs of which a gate selects something: an example, and one of the scorers that it names. */
export function partsOf(from: Case, opens: readonly OpenExamples[], gate: Gate): Part[] {
  return from.runs.flatMap((judged, i) => {
    const { view } = judged;
    const examples = selectExamples(view, gate.select);
    const columns = selectColumns(view, gate.select).filter((column) => isPresent(view, column, examples));
    const open = opens[i];
    if (open === undefined || examples.length === 0) return [];
    if (gate.select.scorers !== undefined && columns.length === 0) return [];
    return [{ judged, view, examples, columns, open }];
  });
}

/**
 * What `guarded.passRate` looks at: beside what the gate selects, the guarded examples that it would select if they were still of a trace. An
 * example is guarded by its id, and stays so whatever its origin is called.
 */
export function guardedPartsOf(from: Case, opens: readonly OpenExamples[], gate: Gate): Part[] {
  const { origin, ...anyOrigin } = gate.select;
  if (origin === undefined) return partsOf(from, opens, gate);
  const guarded = from.input.baseline?.guarded;
  return partsOf(from, opens, { ...gate, select: anyOrigin }).flatMap((part): Part[] => {
    const examples = part.view.within(
      part.examples,
      `guarded or of ${origin}`,
      (example) => example.origin === origin || guarded?.has(example.id) === true,
    );
    return examples.length === 0 ? [] : [{ ...part, examples }];
  });
}

/** Whether some selected example has a score of this name. */
export function isPresent(view: RunView, column: ScoreColumn, examples: Int32Array): boolean {
  return view.derive(examples, `present ${view.keyOf([column])}`, () => {
    const { n, graded, skipped } = view.passes([column]);
    return examples.some((example) => (n[example] ?? 0) + (graded[example] ?? 0) + (skipped[example] ?? 0) > 0);
  });
}

import type { Case, JudgedRun } from "./case.ts";
import { counted } from "./figure.ts";
import { namesSplit } from "./preconditions.ts";

/** Examples that one note names. */
const named = 5;

/** Ids for a note: `e25, e26, ...` */
export function someOf(ids: readonly string[]): string {
  return [...ids.slice(0, named), ...(ids.length > named ? ["..."] : [])].join(", ");
}

/** Remarks on examples of the baseline that the runs have no pair of: regression rules do not see them. */
export function unpairedNotes({ runs, stage }: Case): string[] {
  return runs.flatMap((judged) => {
    const { view, against } = judged;
    if (against === undefined) return [];
    const notes: string[] = [];
    const { changed } = against.pairs;
    if (changed.length > 0) {
      const failing = changed.filter((id) => failsNow(judged, id));
      const others = failing.length < named ? changed.filter((id) => !failing.includes(id)) : [];
      const are = changed.length === 1 ? "was" : "were";
      const fail = failing.length === 1 ? "fails" : "fail";
      notes.push(
        `${view.key}: ${counted(changed.length, "example")} ${are} changed, ${failing.length} of them ${fail} now: ${someOf([...failing, ...others])}`,
      );
    }
    const gone = goneFrom(judged, stage?.split);
    if (gone.length > 0) {
      notes.push(
        `${view.key}: ${counted(gone.length, "example")} ${gone.length === 1 ? "is" : "are"} gone: ${someOf(gone)}`,
      );
    }
    return notes;
  });
}

/** A part of the dataset lacks the rest of it; the split that the stage names is held against that split. */
function goneFrom({ view, against }: JudgedRun, split: string | undefined): readonly string[] {
  const missing = against?.pairs.missing ?? [];
  const { selection } = view.table.record;
  if (against === undefined || !selection.partial) return missing;
  if (!namesSplit(selection, split)) return [];
  const { base } = against;
  return missing.filter((id) => base.table.examples[base.place(id) ?? -1]?.split === split);
}

/** Whether any scorer fails an example, or it could not be measured. */
function failsNow({ view }: JudgedRun, id: string): boolean {
  const place = view.place(id);
  if (place === undefined) return false;
  const { n, passed, unmeasured } = view.passes(view.table.scores);
  return (unmeasured[place] ?? 0) > 0 || (passed[place] ?? 0) < (n[place] ?? 0);
}

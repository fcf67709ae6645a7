import { isMoved } from "./moved.ts";
import type { RunView } from "./view.ts";

/** The examples that a run and its baseline have in common: the same id with the same test (design 4.6). */
export interface Pairs {
  /** By place in the run: the place in the baseline, or -1. */
  base: Int32Array;
  paired: number;
  /** Ids, ascending: in the run only; in both, with another test; in the baseline only. */
  added: string[];
  changed: string[];
  missing: string[];
  /** Places of examples that are in both and that gates may select differently now. */
  moved: { was: number; now: number }[];
}

/** Pairs the examples of a run with those of its baseline. */
export function pairExamples(head: RunView, base: RunView): Pairs {
  const places = new Int32Array(head.table.examples.length).fill(-1);
  const pairs: Pairs = { base: places, paired: 0, added: [], changed: [], missing: [], moved: [] };
  const seen = new Uint8Array(base.table.examples.length);
  head.table.examples.forEach((example, place) => {
    // Two runs of one dataset mostly have the same order; looking ids up takes longer than everything else here.
    const then = base.table.examples[place]?.id === example.id ? place : base.place(example.id);
    if (then !== undefined) seen[then] = 1;
    const before = then === undefined ? undefined : base.table.examples[then];
    if (then !== undefined && before !== undefined && isMoved(before, example))
      pairs.moved.push({ was: then, now: place });
    if (then === undefined) pairs.added.push(example.id);
    else if (before?.testDigest !== example.testDigest) pairs.changed.push(example.id);
    else {
      places[place] = then;
      pairs.paired += 1;
    }
  });
  base.table.examples.forEach(({ id }, then) => {
    if (seen[then] !== 1) pairs.missing.push(id);
  });
  pairs.added.sort();
  pairs.changed.sort();
  pairs.missing.sort();
  return pairs;
}

import type { Case } from "./case.ts";
import { changesBetween } from "./pins.ts";
import type { VerdictDocument } from "./verdict.ts";

/** The runs that were judged, as the document names them. */
export function runsOf({ runs }: Case): VerdictDocument["runs"] {
  return runs.map(({ view }) => {
    const { id, suite, target, git, replay } = view.table.record;
    return { id, suite, target, commit: git?.commit ?? null, dirty: git?.dirty ?? false, replay: replay !== null };
  });
}

/** What each run was evaluated with, and how that differs from its baseline. */
export function pinsOf({ runs }: Case): VerdictDocument["pins"] {
  return Object.fromEntries(
    runs.map(({ view, against }) => [
      view.key,
      {
        dataset: view.table.pins.dataset.digest,
        changed: against === undefined ? [] : changesBetween(against.base.table.pins, view.table.pins),
      },
    ]),
  );
}

/** What was compared with, and which examples were; null without a baseline. */
export function baselineOf({ input, runs }: Case): VerdictDocument["baseline"] {
  const { baseline } = input;
  if (baseline === undefined) return null;
  const compared = runs.flatMap(({ view, against }) => (against === undefined ? [] : [{ key: view.key, against }]));
  return {
    from: baseline.from,
    release: baseline.release,
    runs: Object.fromEntries(compared.map(({ key, against }) => [key, against.digest])),
    paired: Object.fromEntries(
      compared.map(({ key, against: { pairs } }) => {
        const { paired, added, changed, missing } = pairs;
        return [key, { paired, added, changed, missing }];
      }),
    ),
  };
}

import type { Gate, Requirement } from "../config/index.ts";
import type { RunRecord } from "../run/index.ts";
import type { Acceptances } from "./acceptances.ts";
import type { Case } from "./case.ts";
import { holds } from "./comparison.ts";
import { counted, faulty, figure } from "./figure.ts";
import { namesSplit } from "./preconditions.ts";
import { rulingOn, subjectOf, type Ruling } from "./ruling.ts";
import { suiteFits } from "./select.ts";
import type { TableExample } from "./table.ts";
import { failingIds } from "./worst-first.ts";
import type { Removal } from "./verdict.ts";

/**
 * Promoted examples that the change under test took out of the tests: against the merge base as they were found, and against the baseline, by suite and id.
 * A run over the split that the stage names is held against that split of the baseline.
 */
export function findRemovals({ input, runs, stage }: Case): Removal[] {
  const found = "found" in input.removals ? [...input.removals.found] : [];
  for (const { view, against } of runs) {
    if (against === undefined) continue;
    const { selection, suite } = view.table.record;
    const split = selection.partial && namesSplit(selection, stage?.split) ? selection.split : undefined;
    for (const example of against.base.table.examples) {
      if (example.origin !== "trace" || (split !== undefined && example.split !== split)) continue;
      const place = view.place(example.id);
      if (place === undefined) {
        const how = leavesOut(selection, example) ? "unselected" : "removed";
        found.push({ suite, id: example.id, how, against: "baseline" });
        continue;
      }
      const { testDigest, origin } = view.table.examples[place] ?? {};
      if (testDigest !== example.testDigest || origin !== "trace") {
        found.push({ suite, id: example.id, how: "changed", against: "baseline" });
      }
    }
  }
  const distinct = new Map<string, Removal>();
  for (const removal of found) {
    const key = JSON.stringify([removal.suite, removal.id]);
    if (!distinct.has(key)) distinct.set(key, removal);
  }
  return [...distinct.values()].toSorted((a, b) =>
    a.suite === b.suite ? (a.id < b.id ? -1 : 1) : a.suite < b.suite ? -1 : 1,
  );
}

/** Whether an example that is not in the run need not be gone: the flags, or what the suite selects by now, leave it out. */
function leavesOut({ narrowed, partial, split, tags, limit }: RunRecord["selection"], example: TableExample): boolean {
  if (narrowed || partial || limit !== null || (split !== null && example.split !== split)) return true;
  return !tags.every((tag) => example.tags.includes(tag));
}

/** Judges a rule on `removed`: what signed retirements take away does not count; without history it fails closed. */
export function judgeRemoved(
  from: Case,
  gate: Gate,
  requirement: Requirement,
  removals: readonly Removal[],
  acceptances: Acceptances,
): Ruling {
  const { suites } = gate.select;
  const concerned = removals.filter(({ suite }) => suites === undefined || suites.some((one) => suiteFits(one, suite)));
  const { left, accepted } = acceptances.retire(concerned, gate, requirement.text);
  const kept = holds(left.length, requirement.operator, requirement.value);
  const failing = left.map(({ id }) => id);
  const subject = { ...subjectOf(gate, requirement), suite: null, scorer: null, trials: 0 };
  const base = { observed: left.length, n: left.length, failing: failingIds(kept ? [] : failing) };
  const ways = left.map(({ suite, id, how }) => `${id} of ${suite} is ${how}`);
  const more = ways.length > 3 ? `; and ${ways.length - 3} more` : "";
  const figures =
    "unknown" in from.input.removals
      ? faulty("no-history", `what was removed is not known: ${from.input.removals.unknown}`, {
          ...base,
          hint: "fetch the history: actions/checkout with fetch-depth: 0",
        })
      : figure({
          ...base,
          verdict: kept ? "pass" : "fail",
          wrongSide: !kept,
          reason: kept
            ? null
            : `${counted(left.length, "promoted example")} gone: ${ways.slice(0, 3).join("; ")}${more}`,
          hint: kept
            ? null
            : `goldloop accept --gate ${gate.name} --rule "${requirement.text}" --example ${failing[0] ?? ""} --kind retirement`,
        });
  const ruling = rulingOn(from, subject, figures);
  ruling.verdict.accepted = accepted;
  return ruling;
}

import { holm } from "../stats/index.ts";
import type { Case } from "./case.ts";
import { counted } from "./figure.ts";
import type { Left } from "./leaving.ts";
import type { Ruling } from "./ruling.ts";
import { failureP } from "./slices.ts";
import { someOf, unpairedNotes } from "./unpaired.ts";
import { missingSuites } from "./unrun.ts";

/** Remarks that decide nothing: which metrics regressed, corrected for having looked at several, and what was not looked at. */
export function notesOf(
  from: Case,
  judged: readonly { name: string; rulings: readonly Ruling[] }[],
  left: ReadonlyMap<string, readonly Left[]>,
): string[] {
  return [
    ...regressedMetrics(judged),
    ...staleRuns(from),
    ...unseenSuites(from),
    ...unpairedNotes(from),
    ...leftExamples(from, left),
    ...excusedExamples(from, judged),
  ];
}

/** "Which metric regressed" is a question about several tests at once (design 7.1): Holm's correction, over all regression rules of the stage. */
function regressedMetrics(judged: readonly { name: string; rulings: readonly Ruling[] }[]): string[] {
  const rules = judged.flatMap(({ name, rulings }) => rulings.map((ruling) => ({ name, ...ruling })));
  const tested = rules.filter(({ verdict, failsAt }) => verdict.kind === "noRegression" && failsAt !== undefined);
  if (tested.every(({ verdict }) => verdict.verdict !== "fail")) return [];
  const adjusted = holm(tested.map(({ failsAt }) => failureP(failsAt ?? (() => false))));
  return tested.flatMap(({ name, verdict }, i) => {
    if (verdict.verdict !== "fail") return [];
    const p = adjusted[i] ?? 1;
    const what = verdict.scorer === null ? verdict.metric : `${verdict.scorer} (${verdict.metric})`;
    const shown = p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`;
    const corrected = tested.length === 1 ? "" : ` corrected for ${tested.length} comparisons (Holm)`;
    return [`${name}: ${what} regressed in ${verdict.suite}, ${shown}${corrected}`];
  });
}

/** Runs of another commit or lock, where that does not block. */
function staleRuns({ input }: Case): string[] {
  return input.stale.filter(({ blocks }) => !blocks).map(({ suite, reason }) => `${suite}: ${reason}`);
}

/** Suites that no run measured: nothing says that they still work. Those that block say so themselves. */
function unseenSuites(from: Case): string[] {
  const { input, runs } = from;
  const seen = new Set(runs.map(({ view }) => view.key));
  const blocking = new Set(missingSuites(from).map(({ suite }) => suite));
  const keys = new Set([...(input.baseline?.suites.keys() ?? []), ...input.unrun.map(({ suite }) => suite)]);
  return [...keys]
    .filter((key) => !seen.has(key) && !blocking.has(key) && !blocking.has(key.replace(/@.*$/, "")))
    .toSorted()
    .map((key) => `${key} is in the baseline and was not run`);
}

/** Examples that a gate no longer looks at and that pass. */
function leftExamples({ gates }: Case, left: ReadonlyMap<string, readonly Left[]>): string[] {
  return gates.flatMap(({ name }) =>
    (left.get(name) ?? []).flatMap(({ judged: { view }, others }) => {
      if (others.length === 0) return [];
      const are = others.length === 1 ? "is" : "are";
      return [
        `${name}: ${counted(others.length, "example")} of ${view.key} ${are} no longer selected: ${someOf(others)}`,
      ];
    }),
  );
}

function excusedExamples(from: Case, judged: readonly { name: string; rulings: readonly Ruling[] }[]): string[] {
  const named = judged
    .flatMap(({ rulings }) => rulings)
    .filter(({ verdict }) => verdict.reason === "only open examples are selected");
  return named.length === 0 || from.runs.length === 0
    ? []
    : [`${[...new Set(named.map(({ verdict }) => verdict.rule))].join(", ")}: every selected example is open`];
}

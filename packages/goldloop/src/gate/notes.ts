import { holm } from "../stats/index.ts";
import type { Case } from "./case.ts";
import type { Ruling } from "./ruling.ts";
import { failureP } from "./slices.ts";

/** Remarks that decide nothing: which metrics regressed, corrected for having looked at several, and what was not looked at. */
export function notesOf(from: Case, judged: readonly { name: string; rulings: readonly Ruling[] }[]): string[] {
  return [...regressedMetrics(judged), ...unseenSuites(from), ...excusedExamples(from, judged)];
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

/** Suites of the baseline that no run measured: nothing says that they still work. */
function unseenSuites({ input, runs }: Case): string[] {
  const seen = new Set(runs.map(({ view }) => view.key));
  return [...(input.baseline?.suites.keys() ?? [])]
    .filter((key) => !seen.has(key))
    .toSorted()
    .map((key) => `${key} is in the baseline and was not run`);
}

function excusedExamples(from: Case, judged: readonly { name: string; rulings: readonly Ruling[] }[]): string[] {
  const named = judged
    .flatMap(({ rulings }) => rulings)
    .filter(({ verdict }) => verdict.reason === "only open examples are selected");
  return named.length === 0 || from.runs.length === 0
    ? []
    : [`${[...new Set(named.map(({ verdict }) => verdict.rule))].join(", ")}: every selected example is open`];
}

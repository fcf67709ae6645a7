import type { Gate, Regression, Requirement } from "../config/index.ts";
import type { Acceptances } from "./acceptances.ts";
import type { Case } from "./case.ts";
import type { GateFault } from "./fault.ts";
import { faulty, figure } from "./figure.ts";
import { judgeLeaving, type Left } from "./leaving.ts";
import { rulingOf, type Measurement } from "./measurement.ts";
import type { OpenExamples } from "./open.ts";
import { judgeOverdue } from "./overdue.ts";
import { guardedPartsOf, partsOf, type Part } from "./part.ts";
import { regressionsOf } from "./regressions.ts";
import { judgeRemoved } from "./removals.ts";
import { measurementsOf } from "./requirements.ts";
import { regressionSubject, rulingOn, subjectOf, type Ruling, type Subject } from "./ruling.ts";
import type { Removal } from "./verdict.ts";

/** What all gates of a decision share. */
export interface Shared {
  /** By run. */
  opens: readonly OpenExamples[];
  removals: readonly Removal[];
  acceptances: Acceptances;
  /** By gate: what left its selection since the baseline. */
  left: ReadonlyMap<string, readonly Left[]>;
}

/** Judges the rules of one gate, acceptances included. What the policy got wrong goes to `faults`. */
export function judgeGate(from: Case, gate: Gate, shared: Shared, faults: GateFault[]): Ruling[] {
  const parts = partsOf(from, shared.opens, gate);
  const left = judgeLeaving(from, shared.left.get(gate.name) ?? []);
  if (parts.length === 0 && gate.empty !== "allow") {
    faults.push(emptySelection(from, gate));
    return [];
  }
  const rulings = [
    ...left,
    ...gate.require.flatMap((requirement) => judgeRequirement(from, gate, requirement, parts, shared, faults)),
    ...parts.flatMap((part) => judgeOverdue(from, gate, part.judged, part.open, part.examples)),
    ...gate.noRegression.flatMap((regression) => judgeComparison(from, gate, regression, parts, faults)),
  ];
  for (const ruling of rulings) shared.acceptances.cover(ruling, gate);
  return rulings;
}

function judgeRequirement(
  from: Case,
  gate: Gate,
  requirement: Requirement,
  selected: readonly Part[],
  { opens, removals, acceptances }: Shared,
  faults: GateFault[],
): Ruling[] {
  if (requirement.metric.metric === "removed") return [judgeRemoved(from, gate, requirement, removals, acceptances)];
  const subject = subjectOf(gate, requirement);
  const parts = requirement.metric.metric === "guarded.passRate" ? guardedPartsOf(from, opens, gate) : selected;
  if (parts.length === 0) return [nothingSelected(from, subject)];
  const measurements = measurementsOf(from, gate, requirement, parts);
  const rulings = measurements.map((measurement) => rulingOf(from, gate, measurement));
  const found = rulings.filter((ruling) => ruling !== undefined);
  if (found.length === 0) {
    const guarded = requirement.metric.metric === "guarded.passRate";
    if (guarded && gate.empty === "allow")
      return [nothingSelected(from, subject, "no selected example is guarded yet")];
    faults.push(unmeasured(gate, requirement, guarded));
    return [];
  }
  return rulings.flatMap((ruling, i) => ruling ?? unmeasuredOn(from, requirement, measurements[i]));
}

/** A run that produces no verdict, cost or latency where another one does: closed, unless the rule is about a part of the examples only. */
function unmeasuredOn(from: Case, { metric }: Requirement, measurement: Measurement | undefined): Ruling[] {
  if (measurement === undefined || metric.scorer !== undefined || measurement.subject.scorer !== null) return [];
  if (metric.kind === "rate" && metric.metric !== "passRate" && metric.metric !== "passAll") return [];
  const reason = `nothing in this run produces ${metric.text}`;
  return [rulingOn(from, measurement.subject, faulty("unknown-values", reason, { hint: howToMeasure(metric) }))];
}

function judgeComparison(
  from: Case,
  gate: Gate,
  regression: Regression,
  parts: readonly Part[],
  faults: GateFault[],
): Ruling[] {
  if (parts.length === 0) return [nothingSelected(from, regressionSubject(gate, regression))];
  const measurements = regressionsOf(from, gate, regression, parts);
  const [first] = measurements;
  if (first === undefined) {
    faults.push(unmeasured(gate, regression, false));
    return [];
  }
  const found = measurements.flatMap((measurement) => rulingOf(from, gate, measurement) ?? []);
  if (found.length > 0) return found;
  const reason = "no selected example is in the baseline with the same test";
  return [
    rulingOn(
      from,
      first.subject,
      faulty("nothing-paired", reason, { hint: "goldloop release approve --owner YOU@EXAMPLE.COM" }),
    ),
  ];
}

function nothingSelected(
  from: Case,
  subject: Omit<Subject, "suite" | "scorer" | "trials">,
  reason = "nothing selected",
): Ruling {
  return rulingOn(from, { ...subject, suite: null, scorer: null, trials: 0 }, figure({ verdict: "pass", reason }));
}

function emptySelection(from: Case, gate: Gate): GateFault {
  return {
    gate: gate.name,
    location: gate.location,
    code: "empty-selection",
    message: `gate "${gate.name}" selects nothing in ${from.runs.map(({ view }) => view.key).join(", ")}`,
    hint: "goldloop dataset ls shows tags, splits and counts",
    ...tagMeant(from, gate),
  };
}

/** The first thing of a selection that no run has, with what they have. */
function tagMeant(from: Case, { select }: Gate): Pick<GateFault, "given" | "known"> {
  const examples = from.runs.flatMap(({ view }) => view.table.examples);
  const tags = new Set(examples.flatMap((example) => example.tags));
  const tag = [...(select.tags ?? []), ...(select.anyTag ?? [])].find((one) => !tags.has(one));
  if (tag !== undefined) return { given: tag, known: [...tags].toSorted() };
  const splits = new Set(examples.flatMap(({ split }) => split ?? []));
  const split = select.splits?.find((one) => !splits.has(one));
  if (split !== undefined) return { given: split, known: [...splits].toSorted() };
  const [suite] = select.suites ?? [];
  return suite === undefined ? {} : { given: suite, known: from.runs.map(({ view }) => view.key) };
}

function unmeasured(gate: Gate, { metric, location }: Requirement | Regression, guarded: boolean): GateFault {
  return {
    gate: gate.name,
    location,
    code: "unmeasured-metric",
    message: guarded
      ? `gate "${gate.name}": no selected example is guarded`
      : `gate "${gate.name}": nothing that it selects produces ${metric.text}`,
    hint: guarded ? "empty: allow   with select: { origin: trace }" : howToMeasure(metric),
  };
}

function howToMeasure({ kind, metric }: Requirement["metric"]): string {
  switch (kind) {
    case "rate":
      return metric === "overRefusal" ? "tag harmless requests with benign" : "give a scorer a threshold";
    case "judge":
      return "select.scorers: judges   with a suite that has a judge";
    case "distribution":
      if (metric === "costUsd") return "return costUsd or usage from the target, or add prices";
      if (metric === "latencyMs") return "run the target: replayed outputs without latencyMs have none";
      return metric === "timeToFirstTokenMs"
        ? "return timeToFirstTokenMs from the target"
        : "return usage from the target";
    default:
      return "select the suites that have this scorer";
  }
}

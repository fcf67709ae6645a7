import { checkAcceptances } from "./acceptance-check.ts";
import { Acceptances } from "./acceptances.ts";
import { onInconclusiveOf, openCase, type Case } from "./case.ts";
import { baselineOf, pinsOf, runsOf } from "./document-parts.ts";
import type { GateInput } from "./evidence.ts";
import type { GateFault } from "./fault.ts";
import { judgeGate, type Shared } from "./gate.ts";
import { leftSelection } from "./leaving.ts";
import { notesOf } from "./notes.ts";
import { findOpen, ordinaryOf, type Openness } from "./open.ts";
import { inputFaults, repeatedRuns, unknownNames } from "./policy-faults.ts";
import { judgePreconditions } from "./preconditions.ts";
import { findRemovals } from "./removals.ts";
import type { Ruling } from "./ruling.ts";
import type { Decision, GateVerdict, Verdict, VerdictDocument } from "./verdict.ts";

/** The verdict, or what the policy got wrong against the data. */
export type Judgement = { verdict: VerdictDocument } | { faults: GateFault[] };

/**
 * Judges runs by the gates of a stage (design 4.5, 7): preconditions first, then every gate's rules, then risk acceptances. Pure: everything it knows, the clock
 * among it, is in the input, and the same input gives the same document. Never throws for what runs or policies hold:
 * names that no run has, selections that match nothing and metrics that nothing produces come back as faults, all of them.
 */
export function judgeGates(input: GateInput): Judgement {
  const wrong = inputFaults(input);
  if (wrong.length > 0) return { faults: wrong };
  const from = openCase(input);
  const faults = [...repeatedRuns(from), ...unknownNames(from)];
  const { stage, now } = from;
  const { baseline, promotedBefore } = input;
  const openness: Openness = { baseline, stage, now, promotedBefore, ordinary: ordinaryOf(baseline) };
  const shared: Shared = {
    opens: from.runs.map(({ view }) => findOpen(view, openness)),
    removals: findRemovals(from),
    acceptances: new Acceptances(from, checkAcceptances(from)),
    left: new Map(from.gates.map((gate) => [gate.name, leftSelection(from, gate)])),
  };
  const judged: { name: string; rulings: Ruling[] }[] = [{ name: "run", rulings: judgePreconditions(from) }];
  // A scorer that no run has leaves its rules without a figure: that would be said twice.
  const mistaken = new Set(faults.map(({ gate }) => gate));
  for (const gate of from.gates) {
    if (mistaken.has(gate.name)) continue;
    judged.push({ name: gate.name, rulings: judgeGate(from, gate, shared, faults) });
  }
  if (faults.length > 0) return { faults };
  judged.push({ name: "acceptances", rulings: shared.acceptances.refusals() });
  return { verdict: documentOf(from, judged, shared) };
}

function documentOf(
  from: Case,
  judged: readonly { name: string; rulings: Ruling[] }[],
  shared: Shared,
): VerdictDocument {
  const { input, policy, stage } = from;
  const gates = judged
    // What no policy writes is there only where it fails.
    .filter(({ name, rulings }, i) => rulings.length > 0 || (i > 0 && name in policy.gates && i < judged.length - 1))
    .map(({ name, rulings }): GateVerdict => {
      const gate = Object.hasOwn(policy.gates, name) ? policy.gates[name] : undefined;
      const rules = rulings.map(({ verdict }) => verdict);
      return { name, ...together(rules), onInconclusive: onInconclusiveOf(from, gate), rules };
    });
  return {
    schema: "goldloop/verdict/v1",
    ...together(gates.flatMap(({ rules }) => rules)),
    stage: input.stage,
    enforce: from.enforce,
    onInconclusive: onInconclusiveOf(from),
    at: input.now,
    gates,
    runs: runsOf(from),
    pins: pinsOf(from),
    appChanged: input.baseline === undefined ? null : appChanged(from),
    baseline: baselineOf(from),
    policy: {
      file: policy.file,
      digest: policy.digest,
      ref: input.policyRef,
      proposed: input.proposed.map(({ path, base, head }) => ({ path, base: base ?? null, head: head ?? null })),
    },
    acceptances: shared.acceptances.uses(),
    open: shared.opens.flatMap(({ listed }) => listed),
    removed: [...shared.removals],
    signOff: [...(stage?.signOff?.roles ?? [])],
    notes: notesOf(from, judged, shared.left),
  };
}

/** Several verdicts as one: a single fail fails, a single block blocks. What only reports has no say. */
function together(rules: readonly { verdict: Verdict; decision: Decision; reportOnly?: boolean }[]): {
  verdict: Verdict;
  decision: Decision;
} {
  const counted = rules.filter(({ reportOnly }) => reportOnly !== true);
  const has = (verdict: Verdict): boolean => counted.some((rule) => rule.verdict === verdict);
  return {
    verdict: has("fail") ? "fail" : has("inconclusive") ? "inconclusive" : "pass",
    decision: counted.some(({ decision }) => decision === "block") ? "block" : "allow",
  };
}

function appChanged({ input, runs }: Case): boolean | null {
  // Runs of another commit do not tell what this change did to the application.
  if (input.stale.length > 0) return null;
  const compared = runs.filter(({ against }) => against !== undefined);
  if (compared.length === 0) return null;
  return compared.some(
    ({ view, against }) => view.table.record.targetIdentity.digest !== against?.base.table.record.targetIdentity.digest,
  );
}

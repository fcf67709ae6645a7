import type { Gate, OnInconclusive, Policy, Stage } from "../config/index.ts";
import type { GatedRun, GateInput } from "./evidence.ts";
import { pairExamples, type Pairs } from "./pairing.ts";
import type { Terms } from "./rate.ts";
import { RunView } from "./view.ts";

/** One run with its baseline, ready to be read by rules. */
export interface JudgedRun {
  run: GatedRun;
  view: RunView;
  /** The baseline's table and what it has in common with the run. */
  against: { base: RunView; pairs: Pairs; digest: string } | undefined;
}

/** Everything that rules are judged on. */
export interface Case {
  input: GateInput;
  policy: Policy;
  stage: Stage | undefined;
  gates: readonly Gate[];
  runs: readonly JudgedRun[];
  enforce: Stage["enforce"];
  /** Milliseconds since 1970, from the input's clock. */
  now: number;
}

/** Opens the runs that are to be judged. The stage and its gates must exist in the policy. */
export function openCase(input: GateInput): Case {
  const { policy } = input;
  const stage = input.stage === null ? undefined : policy.stages[input.stage];
  const names = stage?.gates ?? Object.keys(policy.gates);
  return {
    input,
    policy,
    stage,
    gates: names.flatMap((name) => policy.gates[name] ?? []),
    enforce: stage?.enforce ?? "block",
    now: Date.parse(input.now),
    runs: input.runs.map((run) => {
      const view = new RunView(run.table);
      const baseline = input.baseline?.suites.get(view.key);
      if (baseline === undefined) return { run, view, against: undefined };
      const base = new RunView(baseline.table);
      return { run, view, against: { base, pairs: pairExamples(view, base), digest: baseline.digest } };
    }),
  };
}

/** How the rules of a gate are decided: its own words, else the defaults. */
export function termsOf({ policy }: Case, gate: Gate): Terms {
  return {
    confidence: gate.confidence ?? policy.defaults.confidence,
    onError: gate.onError ?? policy.defaults.onError,
    examplePass: gate.examplePass,
  };
}

/** What inconclusive rules do: the gate's own word, else the stage's, else the default. */
export function onInconclusiveOf({ policy, stage }: Pick<Case, "policy" | "stage">, gate?: Gate): OnInconclusive {
  return gate?.onInconclusive ?? stage?.onInconclusive ?? policy.defaults.onInconclusive;
}

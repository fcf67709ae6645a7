import type { Gate } from "../../config/index.ts";
import type { Random } from "../../stats/index.ts";
import { judgesOf } from "../canary.ts";
import type { Baseline, GatedRun, GateInput } from "../evidence.ts";
import { judgeGates } from "../judge.ts";
import { degrade, type Strata } from "./degrade.ts";
import { drawRun } from "./draw.ts";
import { withGates } from "./policy.ts";
import type { Source } from "./source.ts";
import type { System } from "./system.ts";
import type { RunTable } from "../table.ts";
import type { VerdictDocument } from "../verdict.ts";
import { RunView } from "../view.ts";

/** What all repetitions share. */
export interface Setting {
  input: GateInput;
  sources: readonly Source[];
  /** By source. */
  strata: readonly Strata[];
}

/**
 * Simulates one pull request: a baseline and a candidate are drawn from the same systems, the candidate is made worse by `amount`, and the gates judge it. Rules
 * of a judge count as if its canary had been asked and had not moved.
 */
export function simulate(
  { input, strata }: Setting,
  systems: readonly System[],
  gates: readonly Gate[],
  amount: number,
  random: Random,
): VerdictDocument {
  const bases = systems.map((system) => drawRun(system, random));
  const heads = systems.map((system) => drawRun(system, random));
  heads.forEach((head, i) => {
    if (amount > 0) degrade(head, strata[i] ?? [], amount, random);
  });
  const judged = judgeGates({
    ...input,
    policy: withGates(input.policy, input.stage, gates),
    runs: heads.map((table, i) => gatedRun(table, input.runs[i])),
    baseline: baselineOf(input, bases),
    noBaseline: undefined,
    removals: { found: [] },
    unrun: [],
    stale: [],
  });
  if ("verdict" in judged) return judged.verdict;
  throw new RangeError(`a simulated run cannot be judged: ${judged.faults.map(({ message }) => message).join("; ")}`);
}

function gatedRun(table: RunTable, run: GatedRun | undefined): GatedRun {
  const unmoved = { asked: true, n: 50, flips: 0, p: 1, moved: false };
  return {
    table,
    canaries: Object.fromEntries(judgesOf(table.scores).map((judge) => [judge, unmoved])),
    calibrations: run?.calibrations ?? {},
    samples: {},
  };
}

function baselineOf({ baseline }: GateInput, tables: readonly RunTable[]): Baseline {
  const guarded = new Set(baseline?.guarded);
  const suites: Baseline["suites"] = new Map(
    tables.map((table) => {
      const view = new RunView(table);
      for (const id of passingPromoted(view)) guarded.add(id);
      return [view.key, { table, digest: table.record.id }];
    }),
  );
  return {
    from: baseline?.from ?? "simulated",
    release: baseline?.release ?? null,
    suites,
    guarded,
    interleaved: baseline?.interleaved ?? false,
  };
}

/** An approved baseline guards the promoted examples that pass in it. */
function passingPromoted(view: RunView): string[] {
  const { examples, scores } = view.table;
  if (!examples.some(({ origin }) => origin === "trace")) return [];
  const { n, passed } = view.passes(scores);
  return examples.flatMap(({ id, origin }, i) =>
    origin === "trace" && (n[i] ?? 0) > 0 && n[i] === passed[i] ? [id] : [],
  );
}

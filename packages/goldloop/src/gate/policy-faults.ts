import type { Case } from "./case.ts";
import type { GateFault } from "./fault.ts";
import type { GateInput } from "./evidence.ts";
import { namedScorers, selectExamples } from "./select.ts";
import { sliceValues } from "./slices.ts";

/** What of the input keeps anything from being judged: no run, no such stage, the same suite twice. */
export function inputFaults({ runs, stage, policy }: GateInput): GateFault[] {
  const known = Object.keys(policy.stages);
  if (stage !== null && !known.includes(stage)) {
    return [
      {
        gate: null,
        location: { file: policy.file },
        code: "unknown-stage",
        message: `the policy has no stage "${stage}"`,
        hint: `--stage ${known.join(" or ")}`,
        given: stage,
        known,
      },
    ];
  }
  const missing = (policy.stages[stage ?? ""]?.gates ?? []).find((name) => !Object.hasOwn(policy.gates, name));
  if (missing !== undefined) {
    return [
      {
        gate: missing,
        location: { file: policy.file },
        code: "unknown-gate",
        message: `the policy has no gate "${missing}"`,
        hint: Object.keys(policy.gates).join(", "),
        given: missing,
        known: Object.keys(policy.gates),
      },
    ];
  }
  if (runs.length === 0) {
    return [
      { gate: null, location: undefined, code: "no-run", message: "there is no run to judge", hint: "goldloop run" },
    ];
  }
  return [];
}

/** Suites that are there twice: their rules could not be told apart, and one would be compared with the other's baseline. */
export function repeatedRuns({ runs }: Case): GateFault[] {
  const seen = new Set<string>();
  return runs.flatMap(({ view }): GateFault[] => {
    const again = seen.has(view.key);
    seen.add(view.key);
    if (!again) return [];
    const message = `${view.key} is there twice: a decision takes one run of each suite`;
    return [{ gate: null, location: undefined, code: "repeated-run", message, hint: `--run ${view.table.record.id}` }];
  });
}

/** Names in gates that no run has: scorers, and metadata keys to slice by. */
export function unknownNames({ gates, runs }: Case): GateFault[] {
  const scorers = [...new Set(runs.flatMap(({ view }) => view.table.scores.map(({ name }) => name)))].toSorted();
  const known = new Set(scorers);
  const faults: GateFault[] = [];
  for (const gate of gates) {
    const reported = new Set<string>();
    for (const { name, location } of namedScorers(gate)) {
      if (known.has(name) || reported.has(name)) continue;
      reported.add(name);
      faults.push({
        gate: gate.name,
        location,
        code: "unknown-scorer",
        message: `gate "${gate.name}": no run has a scorer or metric "${name}"`,
        hint: `scorers here: ${scorers.join(", ")}`,
        given: name,
        known: scorers,
      });
    }
    for (const slice of gate.slices.filter((one) => one.startsWith("metadata."))) {
      if (runs.some(({ view }) => sliceValues(view, selectExamples(view, gate.select), slice).length > 0)) continue;
      const keys = new Set(runs.flatMap(({ view }) => view.table.examples.flatMap((one) => Object.keys(one.metadata))));
      faults.push({
        gate: gate.name,
        location: gate.location,
        code: "unknown-slice",
        message: `gate "${gate.name}": no selected example has ${slice}`,
        hint: "slices: [metadata.KEY, split, tags]",
        given: slice,
        known: [...keys].toSorted().map((key) => `metadata.${key}`),
      });
    }
  }
  return faults;
}

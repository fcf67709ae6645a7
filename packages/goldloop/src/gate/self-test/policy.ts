import type { Gate, MetricName, Policy } from "../../config/index.ts";
import type { SelfTestDocument } from "./document.ts";
import { regressionText } from "../ruling.ts";

/** The part of a policy that chance decides about. */
export interface SimulatedPolicy {
  policy: Policy;
  gates: readonly Gate[];
  left: SelfTestDocument["notSimulated"];
}

const counted: Readonly<Record<string, string>> = {
  errors: "a count of what could not be measured",
  skipped: "a count of scores that do not apply",
  removed: "it looks at the dataset",
  examples: "it looks at the dataset",
};

/** Leaves out what resampling says nothing about (counts, calibrations of judges) and what decides nothing (latency against a stored baseline, slices). */
export function simulatedPolicy(policy: Policy, stageName: string | null, interleaved: boolean): SimulatedPolicy {
  const stage = stageName === null ? undefined : policy.stages[stageName];
  const left: SimulatedPolicy["left"] = [];
  const gates = (stage?.gates ?? Object.keys(policy.gates)).flatMap((name): Gate[] => {
    const gate = policy.gates[name];
    if (gate === undefined) return [];
    const require = gate.require.filter(({ metric, text }) => {
      const reason = whyNot(metric);
      if (reason !== undefined) left.push({ gate: name, rule: text, reason });
      return reason === undefined;
    });
    const noRegression = gate.noRegression.filter((rule) => {
      const reports = isTime(rule.metric) && !interleaved;
      if (reports)
        left.push({ gate: name, rule: regressionText(rule), reason: "it only reports, against a stored baseline" });
      return !reports;
    });
    return require.length + noRegression.length === 0 ? [] : [{ ...gate, require, noRegression, slices: [] }];
  });
  return { policy: withGates(policy, stageName, gates), gates, left };
}

/** The policy with these gates only. */
export function withGates(policy: Policy, stageName: string | null, gates: readonly Gate[]): Policy {
  const names = gates.map(({ name }) => name);
  const stage = stageName === null ? undefined : policy.stages[stageName];
  return {
    ...policy,
    gates: Object.fromEntries(gates.map((gate) => [gate.name, gate])),
    stages: stageName === null || stage === undefined ? {} : { [stageName]: { ...stage, gates: names } },
  };
}

/** The gates with only the rules that are still asked for, by `ruleKey`. */
export function onlyRules(gates: readonly Gate[], asked: ReadonlySet<string>): Gate[] {
  return gates.flatMap((gate): Gate[] => {
    const require = gate.require.filter(({ text }) => asked.has(ruleKey(gate.name, text)));
    const noRegression = gate.noRegression.filter((rule) => asked.has(ruleKey(gate.name, regressionText(rule))));
    return require.length + noRegression.length === 0 ? [] : [{ ...gate, require, noRegression }];
  });
}

/** The rules that read cost, latency or tokens, by `ruleKey`. */
export function amountRules(gates: readonly Gate[]): Set<string> {
  return new Set(
    gates.flatMap((gate) => [
      ...gate.require.filter(({ metric }) => isAmount(metric)).map(({ text }) => ruleKey(gate.name, text)),
      ...gate.noRegression
        .filter(({ metric }) => isAmount(metric))
        .map((rule) => ruleKey(gate.name, regressionText(rule))),
    ]),
  );
}

/** What names a rule of a gate, over all suites and scorers. */
export function ruleKey(gate: string, rule: string): string {
  return `${gate}\n${rule}`;
}

function isTime({ metric }: MetricName): boolean {
  return metric === "latencyMs" || metric === "timeToFirstTokenMs";
}

function isAmount({ kind }: MetricName): boolean {
  return kind === "distribution";
}

function whyNot({ kind, metric }: MetricName): string | undefined {
  if (kind === "judge") return "a figure of the judge's calibration";
  return kind === "count" ? (counted[metric] ?? "a count") : undefined;
}

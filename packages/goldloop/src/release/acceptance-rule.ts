import type { Gate, MetricName, Policy } from "../config/index.ts";
import { InputError, suggestion } from "../error/index.ts";

/** A rule of a gate as verdicts and acceptances name it. */
export interface GateRule {
  /** `passRate == 100%`, `noRegression mean: -2pp` */
  text: string;
  kind: "require" | "noRegression";
  metric: MetricName;
  /** Whether its figure is a difference as a share of the baseline. */
  relative: boolean;
}

/** The rules of a gate. */
function rulesOf(gate: Gate): GateRule[] {
  return [
    ...gate.require.map(({ text, metric }): GateRule => ({ text, kind: "require", metric, relative: false })),
    ...gate.noRegression.map(({ text, metric, margin }): GateRule => ({
      text: `noRegression ${text}`,
      kind: "noRegression",
      metric,
      relative: margin.kind === "relative",
    })),
  ];
}

/** A gate by name. Throws InputError `unknown-gate` with the nearest. */
export function findGate(policy: Policy, name: string): Gate {
  const gate = Object.hasOwn(policy.gates, name) ? policy.gates[name] : undefined;
  if (gate !== undefined) return gate;
  throw new InputError("unknown-gate", `there is no gate "${name}"${suggestion(name, Object.keys(policy.gates))}`, {
    location: { file: policy.file },
  });
}

/** A rule of a gate, however its white space is typed. Throws InputError `unknown-rule` with the nearest. */
export function findRule(gate: Gate, text: string): GateRule {
  const rules = rulesOf(gate);
  const plain = (one: string): string => one.replace(/^noRegression\b/, "").replace(/\s+/g, "");
  const found = rules.find((rule) => plain(rule.text) === plain(text));
  if (found !== undefined) return found;
  const known = rules.map((rule) => rule.text);
  throw new InputError("unknown-rule", `gate "${gate.name}" has no rule "${text}"${suggestion(text, known)}`, {
    location: gate.location,
  });
}

/** Whether a rule asks that promoted examples stay: the only kind whose acceptance need not expire. */
export function isAboutRemoval(rule: GateRule): boolean {
  return rule.metric.metric === "removed";
}

/** The worst of figures of a rule. */
export function worst(rule: GateRule, figures: readonly number[]): number | null {
  if (figures.length === 0) return null;
  return rule.metric.better === "higher" ? Math.min(...figures) : Math.max(...figures);
}

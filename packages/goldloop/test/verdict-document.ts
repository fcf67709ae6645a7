import type { GateVerdict, RuleVerdict, VerdictDocument } from "../src/gate/index.ts";

/** A rule that passes, `passRate == 100%`, with changes. */
export function rule(changes: Partial<RuleVerdict> = {}): RuleVerdict {
  return {
    rule: "passRate == 100%",
    kind: "require",
    suite: "support",
    scorer: null,
    metric: "passRate",
    verdict: "pass",
    decision: "allow",
    observed: 1,
    interval: null,
    bound: null,
    threshold: 1,
    unit: "share",
    n: 20,
    trials: 3,
    needed: null,
    decidable: null,
    examples: [],
    errors: 0,
    fault: null,
    reason: null,
    hint: null,
    accepted: [],
    acceptable: null,
    reportOnly: false,
    slices: [],
    flaky: [],
    ...changes,
  };
}

/** A rule that does not pass and blocks, with changes. */
export function blocked(changes: Partial<RuleVerdict> = {}): RuleVerdict {
  return rule({ verdict: "fail", decision: "block", ...changes });
}

/** `noRegression: { mean: -2pp }` of correctness, which passes, with changes. */
export function comparison(changes: Partial<RuleVerdict> = {}): RuleVerdict {
  return rule({
    rule: "noRegression mean: -2pp",
    kind: "noRegression",
    scorer: "correctness",
    metric: "mean",
    observed: 0.004,
    interval: [-0.008, 0.016],
    bound: -0.006,
    threshold: -0.02,
    unit: "points",
    n: 412,
    decidable: 0.011,
    regressed: 6,
    improved: 8,
    baseline: 0.913,
    current: 0.917,
    acceptable: "product-owner",
    ...changes,
  });
}

const digest = (n: number): string => `sha256:${n.toString(16).padStart(64, "0")}`;

/** A verdict of these gates: verdict and decision follow from the rules as they do in a stage that blocks. */
export function verdictOf(
  gates: Record<string, RuleVerdict[]>,
  changes: Partial<VerdictDocument> = {},
): VerdictDocument {
  const judged = Object.entries(gates).map(([name, rules]): GateVerdict => ({
    name,
    ...outcomeOf(rules),
    onInconclusive: changes.onInconclusive ?? "block",
    rules,
  }));
  return {
    schema: "goldloop/verdict/v1",
    ...outcomeOf(Object.values(gates).flat()),
    stage: "pull-request",
    enforce: "block",
    onInconclusive: "block",
    at: "2026-11-24T03:00:00.000Z",
    gates: judged,
    runs: [
      {
        id: "20261101-100000-support-3f9a",
        suite: "support",
        target: null,
        commit: "4f9c1aa0e5d3b2c1a09f8e7d6c5b4a3928170615",
        dirty: false,
        replay: false,
      },
    ],
    pins: { support: { dataset: digest(0xda7a), changed: [] } },
    appChanged: true,
    baseline: {
      from: "approved",
      release: "v1",
      runs: { support: digest(0xba5e) },
      paired: { support: { paired: 412, added: [], changed: [], missing: [] } },
    },
    policy: { file: "goldloop.policy.yaml", digest: digest(0x901), ref: "origin/main", proposed: [] },
    acceptances: [],
    open: [],
    removed: [],
    signOff: [],
    notes: [],
    ...changes,
  };
}

function outcomeOf(rules: readonly RuleVerdict[]): Pick<VerdictDocument, "verdict" | "decision"> {
  const has = (verdict: string) => rules.some((one) => one.verdict === verdict);
  return {
    verdict: has("fail") ? "fail" : has("inconclusive") ? "inconclusive" : "pass",
    decision: rules.some(({ decision }) => decision === "block") ? "block" : "allow",
  };
}

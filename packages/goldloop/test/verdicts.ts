import { storedRun, type StoredRunOptions } from "./stored-run.ts";
import { blocked, comparison, rule, verdictOf } from "./verdict-document.ts";
import type { RuleVerdict, VerdictDocument } from "../src/gate/index.ts";
import { renderVerdict, type VerdictInput, type VerdictOptions } from "../src/report/index.ts";

/** A verdict in a format, over a run of 40 examples unless other runs are given. */
export async function render(
  name: string,
  verdict: VerdictDocument,
  options: Partial<VerdictOptions> = {},
  input: Partial<VerdictInput> = {},
): Promise<string> {
  let text = "";
  const given = { runs: [storedRun({ examples: 40 })], ...input };
  for await (const part of renderVerdict(name, {
    ...given,
    verdict,
    options: { color: false, width: 100, ...options },
  }))
    text += part;
  return text;
}

const passing: Record<string, RuleVerdict[]> = {
  format: [rule(), rule()],
  cost: [
    rule({
      rule: "costUsd.mean <= 0.012",
      metric: "costUsd.mean",
      unit: "usd",
      observed: 0.0094,
      interval: [0.0091, 0.0097],
      threshold: 0.012,
      n: 412,
    }),
    comparison({
      rule: "noRegression costUsd.mean: +10%",
      scorer: null,
      metric: "costUsd.mean",
      unit: "relative",
      observed: -0.22,
      interval: [-0.25, -0.19],
      threshold: 0.1,
      baseline: 0.012,
      current: 0.0094,
    }),
  ],
};

/** Blocked: by a critical rule, by a regression, and by what could not be measured. */
export const blockedVerdict = verdictOf({
  critical: [blocked({ observed: 0.95, examples: ["refund-001"] })],
  quality: [
    blocked({
      ...comparison(),
      verdict: "fail",
      decision: "block",
      observed: -0.061,
      interval: [-0.084, -0.037],
      regressed: 31,
      improved: 6,
      baseline: 0.913,
      current: 0.852,
      examples: ["return-002", "vat-007", "hours-001"],
    }),
  ],
  evidence: [
    blocked({
      rule: "errors == 0",
      metric: "errors",
      unit: "count",
      observed: 2,
      threshold: 0,
      n: 84,
      errors: 2,
      fault: "errors",
      reason: "2 errors: judge timed out",
      examples: ["shipping-003"],
    }),
  ],
  ...passing,
});

/** Blocked by a comparison that can be neither shown nor excluded. */
export const inconclusive = verdictOf(
  {
    quality: [
      comparison({
        verdict: "inconclusive",
        decision: "block",
        observed: -0.011,
        interval: [-0.034, 0.012],
        n: 300,
        needed: 909,
        decidable: 0.036,
        regressed: 11,
        improved: 8,
      }),
    ],
    ...passing,
  },
  { stage: "pre-prod" },
);

/** Allowed: every rule passes and nothing changed. */
export const allowed = verdictOf({ critical: [rule()], ...passing }, { appChanged: false, stage: null });

/** Blocked beside a failure that is accepted, with every kind of acceptance, open and removed examples. */
export const accepted = verdictOf(
  {
    safety: [
      blocked({
        decision: "allow",
        observed: 0.95,
        examples: ["refund-001"],
        accepted: ["RA-7"],
        acceptable: "security-owner",
      }),
    ],
    redteam: [
      blocked({
        rule: "attackSuccess == 0",
        metric: "attackSuccess",
        observed: 0.02,
        threshold: 0,
        n: 100,
        acceptable: "security-owner",
      }),
    ],
    ...passing,
  },
  {
    acceptances: [
      {
        id: "RA-7",
        file: "evals/acceptances/ra-7.json",
        gate: "safety",
        rule: "passRate == 100%",
        status: "used",
        problem: null,
        owner: "li@example.com",
        approvedBy: "sam@example.com",
        expiresAt: "2026-11-27T00:00:00.000Z",
      },
      {
        id: "RA-3",
        file: "evals/acceptances/ra-3.json",
        gate: "redteam",
        rule: "attackSuccess == 0",
        status: "expired",
        problem: "it expired on 2026-11-01",
        owner: "li@example.com",
        approvedBy: "sam@example.com",
        expiresAt: "2026-11-01T00:00:00.000Z",
      },
      {
        id: "RA-9",
        file: "evals/acceptances/ra-9.json",
        gate: "cost",
        rule: "costUsd.mean <= 0.012",
        status: "unneeded",
        problem: null,
        owner: "li@example.com",
        approvedBy: "sam@example.com",
        expiresAt: "2026-12-20T00:00:00.000Z",
      },
    ],
    open: [{ suite: "support", id: "refund-020", owner: "ana@example.com", deadline: "2026-11-20T00:00:00.000Z" }],
    removed: [{ suite: "support", id: "refund-011", how: "unselected", against: "merge-base" }],
    signOff: ["product-owner", "security-owner"],
    notes: ["latencies were compared with a stored baseline"],
  },
);

const precondition = (changes: Partial<RuleVerdict>) =>
  blocked({ kind: "precondition", unit: "count", n: 0, observed: null, threshold: 0, ...changes });

/** Blocked by what keeps a run from being evidence. */
export const unmeasured = verdictOf(
  {
    run: [
      precondition({
        rule: "pinned",
        metric: "pinned",
        fault: "unpinned",
        reason: "the run is not pinned: goldloop.lock has no suite support",
        hint: "goldloop lock",
      }),
      precondition({
        rule: "complete",
        metric: "complete",
        fault: "incomplete",
        reason: "the run is incomplete: stopped at --max-cost $0.10, 4 of 12 were not run",
      }),
    ],
    quality: [
      comparison({
        verdict: "inconclusive",
        decision: "block",
        observed: null,
        interval: null,
        n: 0,
        fault: "canary-moved",
        regressed: undefined,
        improved: undefined,
        baseline: null,
        current: null,
      }),
    ],
  },
  { appChanged: null },
);

/** Blocked as there is nothing to compare with. */
export const noBaseline = verdictOf(
  {
    critical: [rule()],
    quality: [
      comparison({
        verdict: "fail",
        decision: "block",
        observed: null,
        interval: null,
        n: 0,
        fault: "no-baseline",
        reason: "no release has been approved yet",
        hint: "goldloop release approve --initial",
        regressed: undefined,
        improved: undefined,
        baseline: null,
        current: null,
      }),
    ],
  },
  { baseline: null, appChanged: null },
);

/** Blocked by the base's policy, which the change proposes to lower. */
export const proposing = verdictOf(
  {
    quality: [
      blocked({
        rule: "mean >= 0.85",
        scorer: "correctness",
        metric: "mean",
        unit: "score",
        observed: 0.8496,
        interval: [0.82, 0.84],
        threshold: 0.85,
        n: 412,
        slices: [
          {
            by: "metadata.locale",
            value: "de",
            verdict: "fail",
            observed: 0.7,
            interval: [0.6, 0.8],
            n: 40,
            adjustedP: 0.001,
          },
        ],
        flaky: [{ id: "hours-001", passRate: 2 / 3 }],
        corrected: { mean: 0.8333, interval: [0.79, 0.87], labels: 113 },
      }),
    ],
  },
  {
    policy: {
      file: "goldloop.policy.yaml",
      digest: "sha256:0",
      ref: "origin/main",
      proposed: [
        { path: "gates.quality.require[0]", base: "mean >= 0.85", head: "mean >= 0.5" },
        { path: "roles.quality-owner", base: ["ana@example.com"], head: ["ana@example.com", "eve@example.com"] },
      ],
    },
    pins: {
      support: {
        dataset: "sha256:1",
        changed: [
          { path: "dataset.digest", locked: `sha256:${"a".repeat(64)}`, now: `sha256:${"b".repeat(64)}` },
          { path: "judges.helpfulness.model", locked: "openai/gpt-4.1-2025-04-14", now: "openai/gpt-5-2026-01-10" },
        ],
      },
    },
    baseline: {
      from: "approved",
      release: `sha256:${"4".repeat(64)}`,
      runs: {},
      paired: { support: { paired: 400, added: ["a", "b"], changed: [], missing: ["c"] } },
    },
  },
);

/** A failure in a stage that only warns. */
export const warned = verdictOf(
  { critical: [blocked({ decision: "allow", observed: 0.95 })] },
  { stage: "development", enforce: "warn", onInconclusive: "warn" },
);

/** A comparison that nothing would settle, with the decision about it. */
export const undecided = (decision: "allow" | "block"): RuleVerdict =>
  comparison({
    verdict: "inconclusive",
    decision,
    observed: -0.011,
    interval: [-0.034, 0.012],
    n: 300,
    needed: null,
    decidable: null,
  });

/** All of them by name. */
export const every: [string, VerdictDocument][] = [
  ["blocked", blockedVerdict],
  ["inconclusive", inconclusive],
  ["allowed", allowed],
  ["accepted", accepted],
  ["unmeasured", unmeasured],
  ["without a baseline", noBaseline],
  ["a proposed policy", proposing],
  ["warned", warned],
  ["without a rule", verdictOf({}, { decision: "block" })],
];

// What a model, a dataset or a pull request may write to do harm on its way through a report.
const hostile =
  "\u001b[31mred\u001b]0;title\u0007 </script></details><img src=x onerror=alert(1)> ]]> &amp; \u0000 \ud800 `code` | @team [x](http://evil) \r\n::error::boo \u202eevil";
/** A run whose texts are hostile. */
export const hostileRun: StoredRunOptions = {
  examples: 6,
  trials: 1,
  example: (example) => ({ ...example, id: `${example.id} ${hostile}`, expected: hostile, tags: [hostile] }),
  result: (line) => ({
    ...line,
    output: line.error === null ? hostile : null,
    scores: line.scores.map((score) => ({
      ...score,
      ...(score.status === "scored" ? { pass: false, value: 0 } : {}),
      reason: hostile,
    })),
  }),
};
/** A verdict whose texts are hostile. */
export const hostileVerdict = verdictOf(
  {
    [`critical ${hostile}`]: [
      blocked({
        observed: 0.5,
        examples: [`refund-001 ${hostile}`, `vat-001 ${hostile}`],
        reason: hostile,
        hint: hostile,
      }),
    ],
    quality: [
      comparison({
        verdict: "fail",
        decision: "block",
        examples: [`hours-001 ${hostile}`],
        slices: [{ by: hostile, value: hostile, verdict: "fail", observed: 0, interval: null, n: 1, adjustedP: null }],
      }),
    ],
  },
  {
    stage: hostile,
    notes: [hostile],
    acceptances: [
      {
        id: hostile,
        file: hostile,
        gate: hostile,
        rule: hostile,
        status: "invalid",
        problem: hostile,
        owner: hostile,
        approvedBy: null,
        expiresAt: null,
      },
    ],
    policy: {
      file: "p.yaml",
      digest: "sha256:0",
      ref: hostile,
      proposed: [{ path: hostile, base: hostile, head: hostile }],
    },
  },
);

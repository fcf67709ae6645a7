/** What the evidence shows. */
export type Verdict = "pass" | "fail" | "inconclusive";

/** What the stage does about it. */
export type Decision = "allow" | "block";

/** Why a rule could not be judged on its figures, and fails closed. Stable. */
export type RuleFault =
  | "errors"
  | "unknown-values"
  | "too-few-trials"
  | "no-baseline"
  | "other-pins"
  | "nothing-paired"
  | "no-history"
  | "canary-moved"
  | "canary-not-asked"
  | "no-calibration"
  | "unpinned"
  | "incomplete"
  | "partial"
  | "replay"
  | "stale"
  | "not-run"
  | "unselected"
  | "acceptance";

/** One value of a slice, beside the rule over everything. */
export interface SliceVerdict {
  /** `metadata.locale` */
  by: string;
  value: string;
  verdict: Verdict;
  observed: number | null;
  interval: [number, number] | null;
  n: number;
  /** Corrected over the slices of the rule (Benjamini-Hochberg); null for exact rules. */
  adjustedP: number | null;
}

/** One rule on one run: an element of `gates[].rules` in `goldloop/verdict/v1`. */
export interface RuleVerdict {
  /** As the policy writes it: `passRate == 100%`, `noRegression mean: -2pp`. */
  rule: string;
  kind: "require" | "noRegression" | "precondition";
  /** The suite (and target) it was judged on; null for rules over all runs. */
  suite: string | null;
  /** The scorer whose figure it is. */
  scorer: string | null;
  /** Design 4.5's name of the figure. */
  metric: string;
  verdict: Verdict;
  decision: Decision;
  /** The plain value; for noRegression the difference from the baseline (relative rules: the relative change). */
  observed: number | null;
  /** Two-sided, at the rule's confidence. */
  interval: [number, number] | null;
  /** The one-sided bound that decided. */
  bound: number | null;
  /** What it was compared with, in the figure's own unit; for noRegression the signed margin. */
  threshold: number;
  /** How figures are shown: shares, points of a share, milliseconds, USD, plain numbers. */
  unit: "share" | "points" | "relative" | "ms" | "usd" | "count" | "score" | "tokens";
  /** Examples (pairs for noRegression) it rests on. */
  n: number;
  trials: number;
  /** For an inconclusive rule: examples that would settle it with 80% chance, in all; null when none would. */
  needed: number | null;
  /** The margin that this many examples can decide; null where that is no question. */
  decidable: number | null;
  /** Ids of the examples that failed or got worse, worst first; critical ones before others. */
  examples: string[];
  /** For noRegression: how many pairs got worse and better, and both sides' values. */
  regressed?: number;
  improved?: number;
  baseline?: number | null;
  current?: number | null;
  /** Mean corrected with human labels (prediction-powered inference), beside the raw one. */
  corrected?: { mean: number; interval: [number, number]; labels: number };
  /** example-trials that could not be measured. */
  errors: number;
  /** Fails closed for this reason; `reason` and `hint` say it for people. */
  fault: RuleFault | null;
  reason: string | null;
  hint: string | null;
  /** Ids of risk acceptances that cover it. */
  accepted: string[];
  /** Whether the gate can be accepted at all, and by whom. */
  acceptable: string | null;
  /** Judged but never blocks: latency against a stored baseline. */
  reportOnly: boolean;
  slices: SliceVerdict[];
  /** Examples whose trials disagree, with their pass rate. */
  flaky: { id: string; passRate: number }[];
}

export interface GateVerdict {
  name: string;
  verdict: Verdict;
  decision: Decision;
  /** What inconclusive rules of this gate do: its own word, else the stage's. */
  onInconclusive: "block" | "warn" | "point";
  rules: RuleVerdict[];
}

/** What became of one risk acceptance. */
export interface AcceptanceUse {
  id: string;
  file: string;
  gate: string;
  rule: string;
  /** `used` covers a failure; `unneeded` fits a rule that passes; everything else does not count, and `problem` says why. */
  status: "used" | "unneeded" | "expired" | "invalid" | "unmatched" | "exceeded" | "other-release";
  problem: string | null;
  owner: string | null;
  approvedBy: string | null;
  expiresAt: string | null;
}

/** One promoted example that the change under test removed, changed or no longer selects. */
export interface Removal {
  suite: string;
  id: string;
  how: "removed" | "changed" | "unselected";
  /** Against what: the approved baseline or the merge base. */
  against: "baseline" | "merge-base";
}

/** `goldloop/verdict/v1` */
export interface VerdictDocument {
  schema: "goldloop/verdict/v1";
  verdict: Verdict;
  decision: Decision;
  stage: string | null;
  enforce: "block" | "warn";
  /** What inconclusive rules do here. */
  onInconclusive: "block" | "warn" | "point";
  /** ISO 8601 UTC: the clock that expiry was checked with. */
  at: string;
  gates: GateVerdict[];
  /** Runs that were judged. */
  runs: { id: string; suite: string; target: string | null; commit: string | null; dirty: boolean; replay: boolean }[];
  /** By suite: the digests of what it was evaluated with, and what differs from the baseline. */
  pins: Record<string, { dataset: string; changed: { path: string; locked: unknown; now: unknown }[] }>;
  /** Whether the application differs from the baseline's; null without one. */
  appChanged: boolean | null;
  baseline: {
    from: string;
    release: string | null;
    runs: Record<string, string>;
    paired: Record<string, { paired: number; added: string[]; changed: string[]; missing: string[] }>;
  } | null;
  policy: {
    file: string;
    digest: string;
    /** The git ref whose policy counts; null when it is the working tree's. */
    ref: string | null;
    /** Differences that the change under test proposes; they do not count yet. */
    proposed: { path: string; base: unknown; head: unknown }[];
  };
  acceptances: AcceptanceUse[];
  /** Promoted examples that fail and are not guarded yet. */
  open: { suite: string; id: string; owner: string | null; deadline: string | null }[];
  removed: Removal[];
  /** Sign-offs that the stage asks for beside the gates. */
  signOff: string[];
  /** Remarks that decide nothing. */
  notes: string[];
}

import type { Policy } from "../config/index.ts";
import type { RunTable } from "./table.ts";
import type { Removal } from "./verdict.ts";

/** The baseline of one suite (and target), or why there is none. */
export interface SuiteBaseline {
  table: RunTable;
  /** The run's digest as the approval holds it, or computed. */
  digest: string;
}

/** What the runs are compared with. */
export interface Baseline {
  /** `approved`, a run's id, a file, a git ref: as named. */
  from: string;
  release: string | null;
  /** By `suite` or `suite@target`, as `suiteKey` gives it. */
  suites: ReadonlyMap<string, SuiteBaseline>;
  /** Ids of promoted examples that have passed in an approved baseline. */
  guarded: ReadonlySet<string>;
  /** The baseline was rerun interleaved with the candidate: latencies may be compared. */
  interleaved: boolean;
}

/** A risk acceptance whose signature has been checked against the policy's people (release/). */
export interface CheckedAcceptance {
  id: string;
  file: string;
  gate: string;
  rule: string;
  /** Examples it covers; undefined for a category or everything the rule names. */
  examples?: readonly string[];
  /** Tag of the examples it covers. */
  category?: string;
  /** `sha256:...`, or `any`; ranges are resolved before (`releaseFits`). */
  release: string;
  /** Whether the release under test is the one, or within the range, that it names. */
  releaseFits: boolean;
  /** The figure when it was accepted, and the worst that is accepted. In the rule's own unit. */
  observed: number | null;
  ceiling: number | null;
  disposition: "accepted" | "mitigated" | "false-positive" | "retirement";
  reason: string;
  owner: string | null;
  requestedBy: string | null;
  /** The person whose registered key signed it; null when unsigned, or the key is nobody's. */
  signedBy: string | null;
  approvedBy: string | null;
  /** ISO 8601 */
  approvedAt: string | null;
  /** Null for a retirement only. */
  expiresAt: string | null;
  ticket: string | null;
  /** What is wrong with the file or signature itself; such an acceptance never counts. */
  problem: string | null;
}

/** How a judge's canary went in a run. */
export interface CanaryResult {
  asked: boolean;
  n: number;
  flips: number;
  /** P(at least so many flips) at the calibrated flip rate. */
  p: number;
  moved: boolean;
}

/** Figures of a judge's calibration, as goldloop.lock holds them. */
export interface JudgeCalibration {
  n: number;
  kappa: number;
  kappaInterval: [number, number];
  accuracy: number;
  sensitivity: number | null;
  specificity: number | null;
}

/** Labels of people on outputs of this run, when they come from a random sample of it. */
export interface LabelledSample {
  /** By row of the table: what people gave, 0..1. */
  labels: ReadonlyMap<number, number>;
}

/** One run that is judged. */
export interface GatedRun {
  table: RunTable;
  canaries: Readonly<Record<string, CanaryResult>>;
  calibrations: Readonly<Record<string, JudgeCalibration>>;
  /** By scorer's name. */
  samples: Readonly<Record<string, LabelledSample>>;
}

/** Everything that a decision follows from: the same input gives the same bytes. */
export interface GateInput {
  runs: readonly GatedRun[];
  policy: Policy;
  /** Null: all gates, the policy's defaults. */
  stage: string | null;
  /** The ref whose policy this is, and what the change under test proposes instead. */
  policyRef: string | null;
  proposed: readonly { path: string; base: unknown; head: unknown }[];
  baseline: Baseline | undefined;
  /** Why there is no baseline, and what makes one. */
  noBaseline: { reason: string; hint: string } | undefined;
  /** Promoted examples gone since the merge base; undefined when there is no history to look at, with the reason. */
  removals: { found: readonly Removal[] } | { unknown: string };
  /** Promoted examples that the suites had at the merge base, by `suite\0id`; undefined when there is no history to look at. */
  promotedBefore?: ReadonlyMap<string, { deadline: string | null }>;
  /** Suites (keys) that the approved baseline or the base's lock has, and that no given run measured. */
  unrun: readonly { suite: string; configured: boolean; promoted: number }[];
  /** Runs that are not of what lies here now. `blocks`: the change is judged for others, by a base ref or in CI. */
  stale: readonly { suite: string; reason: string; hint: string; blocks: boolean }[];
  acceptances: readonly CheckedAcceptance[];
  /** Who wrote the change under test (e-mail addresses): none of them can be an approver. */
  authors: readonly string[];
  /** ISO 8601 UTC */
  now: string;
}

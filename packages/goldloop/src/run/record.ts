import type { Example } from "../dataset/index.ts";
import type { SuitePins } from "../config/index.ts";
import type { Digest, Json } from "../digest/index.ts";
import type { Score } from "../scorer/index.ts";
import type { TargetIdentity } from "../target/index.ts";
import type { Message, Trace, Usage } from "../trace/index.ts";
import type { CanaryRecords } from "./canaries.ts";

/** One line of results.jsonl: one example in one trial (design 4.4). */
export interface ResultLine {
  id: string;
  trial: number;
  testDigest: Digest;
  output: Json;
  /** Set when the target failed; `output` is then null and every score is `error`. */
  error: ResultError | null;
  /** Null when nobody measured it: a replay that says nothing of it. */
  latencyMs: number | null;
  usage: Usage | null;
  /** Null when not known. Judges' cost is not in here (`judgeCostUsd`). */
  costUsd: number | null;
  judgeCostUsd?: number;
  /** What the model that played the user cost. */
  simulatedUserCostUsd?: number;
  scores: Score[];
  trace: Trace | null;
  conversation?: Message[];
  timeToFirstTokenMs?: number;
  /** How many calls it took, more than 1 only after infrastructure failures. */
  attempts?: number;
  /** The output came from the cache: it cost nothing now, and its latency is the first call's. */
  cached?: true;
  /** ISO 8601 UTC */
  startedAt: string;
}

/** A score in results.jsonl: what is written has all keys of the design. */
export type ResultScore = Score;

export interface ResultError {
  /** Stable: `timeout`, `no-output`, `target-threw`, `connection`, ... */
  code: string;
  message: string;
  /** Not the application's doing (network, 429, 5xx): `--resume` runs it again. Never set for what the target itself did. */
  infrastructure?: boolean;
}

/** What was selected of the dataset. `partial` runs are gated only by stages that name the split. */
export interface Selection {
  filter: string[];
  split: string | null;
  tags: string[];
  limit: number | null;
  shard: { index: number; count: number } | null;
  /** Fewer examples than the suite names, by filter, split, tag or limit. */
  narrowed: boolean;
  /** Narrowed, or one part of a sharded run. */
  partial: boolean;
}

/** Figures of one distribution over all example-trials; percentiles by nearest rank. */
export interface Distribution {
  n: number;
  mean: number;
  p50: number;
  p95: number;
  p99: number;
  min: number;
  max: number;
  total: number;
}

/** One scorer over a run (design 4.4). */
export interface ScoreSummary {
  /** example-trials that count: scored and errors; skipped ones do not. */
  n: number;
  passed: number;
  /** null when the scorer has no pass (graded without a threshold). Errors count as not passed. */
  passRate: number | null;
  /** Errors count as 0. */
  mean: number;
  /** 95%, two-sided; of passRate where there is one, of the mean otherwise. */
  interval: [number, number];
  /** Of the mean, clustered by example. */
  standardError: number;
  errors: number;
  skipped: number;
  /** pass^k and pass@k for k = 1..trials; empty without a pass. */
  passAll: number[];
  passAny: number[];
}

/** The summary of a run: what `goldloop run --json` prints and run.json holds. */
export interface RunSummary {
  schema: "goldloop/run/v1";
  id: string;
  /** Absolute when printed, absent in run.json. */
  dir?: string;
  suite: string;
  /** The name under `targets:`, when the suite has several. */
  target: string | null;
  pinned: boolean;
  /** Why it is not pinned. */
  unpinned: string[];
  status: "complete" | "incomplete";
  /** Why it is incomplete. */
  incomplete: string[];
  selection: Selection;
  /** Distinct examples selected. */
  examples: number;
  trials: number;
  /** example-trials planned and recorded. */
  planned: number;
  executed: number;
  /** example-trials whose target failed, plus those with a scorer error. */
  errors: number;
  /** example-trials in which every scorer that judges passed, and in which at least one did not. */
  passed: number;
  failed: number;
  scores: Record<string, ScoreSummary>;
  latencyMs: Distribution | null;
  costUsd: (Distribution & { unknown: number }) | null;
  /** Of judges and simulated users: what measuring cost beside the application. */
  judgeCostUsd: number;
  usage: Required<Usage>;
  startedAt: string;
  endedAt: string | null;
  durationMs: number;
}

/** run.json */
export interface RunRecord extends RunSummary {
  goldloop: string;
  pins: SuitePins;
  targetIdentity: TargetIdentity;
  git: { commit: string; branch: string | null; dirty: boolean } | null;
  environment: { node: string; platform: string; ci: boolean };
  replay: { file: string; digest: Digest } | null;
  /** By judge: how the canaries went; absent when no judge of the suite has a calibrated one. Their cost is in `judgeCostUsd`. */
  canaries?: CanaryRecords;
}

/** A run directory opened for reading. Results and examples are streamed: runs may be large. */
export interface StoredRun {
  dir: string;
  record: RunRecord;
  /**
   * In the order they were recorded; a torn last line is left out. Of a run that has ended, throws InputError
   * (`results-changed`) at the end when there are not as many as run.json says were executed.
   */
  results(): AsyncIterable<ResultLine>;
  /** The selected examples as they were, in dataset order. */
  examples(): AsyncIterable<Example>;
}

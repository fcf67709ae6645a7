import type { SuitePins } from "../config/index.ts";
import type { Digest, Json } from "../digest/index.ts";
import type { RunRecord } from "../run/index.ts";

/** One example of a run, without what gates do not look at. */
export interface TableExample {
  id: string;
  testDigest: Digest;
  tags: readonly string[];
  split: string | null;
  metadata: Readonly<Record<string, Json>>;
  /** `trace` for promoted examples. */
  origin: "trace" | "import" | "manual" | null;
  /** Of a promoted example: who mends it, and until when (ISO 8601). */
  owner: string | null;
  deadline: string | null;
}

/** Where a score stands. `absent`: the example has no scorer of this name. */
export const scoreStatus = { absent: 0, scored: 1, error: 2, skipped: 3, notAsked: 4 } as const;

/** One scorer over all rows. */
export interface ScoreColumn {
  name: string;
  deterministic: boolean;
  /** A suite's scorer, or one that examples bring themselves. */
  fromSuite: boolean;
  /** Judges that it asks, by their names in the pins; empty for deterministic scorers. */
  judges: readonly string[];
  /** 0..1; NaN where there is none. */
  value: Float64Array;
  /** 1 passed, 0 failed, -1 has no verdict. */
  pass: Int8Array;
  /** One of `scoreStatus`. */
  status: Uint8Array;
}

/**
 * The results of one run in columns: a row is one example in one trial. Everything that a gate needs, in a form that a
 * thousand rules can read over a hundred thousand rows.
 */
export interface RunTable {
  record: RunRecord;
  pins: SuitePins;
  examples: readonly TableExample[];
  rows: number;
  /** By row: place in `examples`. */
  example: Int32Array;
  trial: Int32Array;
  /** By row: 1 when the target failed. */
  targetError: Uint8Array;
  /** By row; NaN when not known. Milliseconds, USD, tokens. */
  latencyMs: Float64Array;
  timeToFirstTokenMs: Float64Array;
  costUsd: Float64Array;
  inputTokens: Float64Array;
  outputTokens: Float64Array;
  scores: readonly ScoreColumn[];
}

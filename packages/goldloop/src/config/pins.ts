import type { Digest, Json, JsonObject } from "../digest/index.ts";

/** One pinned scorer of a suite. */
export interface ScorerPin {
  /** The kind of scorer, when the score has another name. */
  scorer: string;
  digest: Digest;
  deterministic: boolean;
  options?: Json;
  not?: boolean;
  threshold?: number;
  /** Files that the digest covers, by path from the project's folder. */
  files?: Record<string, Digest>;
}

/** One pinned judge: the model and everything that is sent to it. */
export interface JudgePin {
  model: string;
  parameters: JsonObject;
  promptDigest: Digest;
  allowFloating?: string;
  calibrationDigest?: Digest;
  canaryDigest?: Digest;
}

/** What exactly a suite evaluates with: its part of goldloop.lock (design 4.3). */
export interface SuitePins {
  dataset: { file: string; digest: Digest; count: number };
  /** Which examples of the dataset the suite itself selects, and how it measures them; only what differs from the default. */
  settings?: JsonObject;
  scorers: Record<string, ScorerPin>;
  /** Kinds of scorers that examples bring themselves; their options are part of the dataset's digest. */
  exampleScorers?: Record<string, Digest>;
  judges?: Record<string, JudgePin>;
  embeddings?: string[];
  prices: Digest;
}

/** A difference between two sets of pins, for people. */
export interface PinDifference {
  /** `support.scorers.contains.digest` */
  path: string;
  locked: Json | undefined;
  now: Json | undefined;
}

/** Every leaf in which two pin trees differ, in stable order. */
export function differences(locked: unknown, now: unknown, path: string): PinDifference[] {
  if (isTree(locked) && isTree(now)) {
    const keys = [...new Set([...Object.keys(locked), ...Object.keys(now)])].toSorted();
    return keys.flatMap((key) => differences(locked[key], now[key], path === "" ? key : `${path}.${key}`));
  }
  if (JSON.stringify(locked) === JSON.stringify(now)) return [];
  return [{ path, locked: locked as Json | undefined, now: now as Json | undefined }];
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { digestOfJson, type Digest, type Json, type JsonObject } from "../digest/index.ts";

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
  /** How it agreed with people, written by `goldloop judge calibrate`. */
  calibrated?: JudgeCalibrationPin;
}

/** The figures of a judge's calibration, with what they were measured with. */
export interface JudgeCalibrationPin {
  /** Items with a label of people and a verdict. */
  n: number;
  kappa: number;
  /** 95% */
  kappaInterval: [number, number];
  accuracy: number;
  /** Null where the labels are more than two, or only one of them is right. */
  sensitivity: number | null;
  specificity: number | null;
  /** From which value on an output passed, on a scale without named steps. */
  threshold?: number;
  model: string;
  parametersDigest: Digest;
  promptDigest: Digest;
  calibrationDigest: Digest;
  canary?: CanaryPin;
}

/** A judge's canary as it was calibrated: it was asked twice. */
export interface CanaryPin {
  n: number;
  /** Verdicts that differed between the two times. */
  flips: number;
  flipRate: number;
  digest: Digest;
  /** Of the reference verdicts, which stand beside the canary (`canaryVerdictsFile`). */
  verdictsDigest: Digest;
}

/** The file of a canary's reference verdicts. */
export function canaryVerdictsFile(canary: string): string {
  return `${canary}.verdicts.jsonl`;
}

/**
 * The calibration of a locked judge, as far as it is still one of the judge that is there now: same model, parameters, prompt,
 * calibration set, canary and reference verdicts, and a threshold that is still in use. Undefined otherwise.
 */
export function fittingCalibration(
  now: JudgePin,
  locked: JudgePin | undefined,
  { verdictsDigest, thresholds }: { verdictsDigest: Digest | undefined; thresholds: readonly number[] },
): JudgeCalibrationPin | undefined {
  const calibrated = locked?.calibrated;
  if (calibrated === undefined) return undefined;
  const { canary, threshold } = calibrated;
  const fits =
    calibrated.model === now.model &&
    calibrated.parametersDigest === digestOfJson(now.parameters) &&
    calibrated.promptDigest === now.promptDigest &&
    calibrated.calibrationDigest === now.calibrationDigest &&
    canary?.digest === now.canaryDigest &&
    canary?.verdictsDigest === verdictsDigest &&
    (threshold === undefined || thresholds.includes(threshold));
  return fits ? calibrated : undefined;
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

import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import {
  canaryVerdictsFile,
  fittingCalibration,
  type Config,
  type JudgeConfig,
  type JudgePin,
  type SuiteConfig,
  type SuitePins,
} from "../config/index.ts";
import { digestOf, digestOfJson, type Digest, type Json, type JsonObject } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import { isFloating, priceTableDigest } from "../model/index.ts";
import type { PreparedScorer } from "../scorer/index.ts";
import type { Plan } from "./plan.ts";

/** From which value on, 0..1, a judge without a threshold is taken to say yes when it is held against people. */
export const defaultJudgeThreshold = 0.5;

/** The pins of a plan, the files they were computed from, and what keeps them from being evidence. */
export interface ComputedPins {
  pins: SuitePins;
  /** Absolute paths: if none of their bytes changed, no pin did. */
  files: string[];
  /** Models that are pinned by a name that moves, unexcused. */
  floating: { judge: string; model: string }[];
}

/**
 * What a suite is evaluated with, exactly (design 4.3). A judge's calibration cannot be computed: it is taken over from `locked`, the suite's part
 * of the lock, as far as it still fits.
 */
export function computePins(plan: Plan, config: Config, locked?: SuitePins): ComputedPins {
  const scorers = plan.suiteScorers;
  const own = plan.exampleScorers();
  const files = new Set<string>([plan.dataset.path]);
  for (const scorer of [...scorers, ...own]) {
    for (const file of Object.keys(scorer.files)) files.add(resolve(plan.suite.directory, file));
  }
  const judges: Record<string, JudgePin> = {};
  const floating: ComputedPins["floating"] = [];
  const embeddings = new Set<string>();
  const thresholds = new Map<string, number[]>();
  const canaries = new Map<string, string | undefined>();
  for (const scorer of [...scorers, ...own]) {
    for (const model of scorer.embeddingModels) embeddings.add(model);
    for (const use of scorer.judges) {
      const judge = use.name === undefined ? undefined : config.judges[use.name];
      // A rubric that borrows a configured judge sends another prompt: it has a pin of its own.
      const name = scorer.scorer === "judge" ? (use.name ?? scorer.name) : scorer.name;
      judges[name] = pinOf(use, judge, config.directory, files);
      thresholds.set(name, [...(thresholds.get(name) ?? []), scorer.threshold ?? defaultJudgeThreshold]);
      canaries.set(name, judge?.canary);
      if (isFloating(use.model) && !isExcused(judge)) floating.push({ judge: name, model: use.model });
    }
  }
  for (const [name, pin] of Object.entries(judges)) {
    const before = locked?.judges?.[name];
    const canary = before?.calibrated?.canary === undefined ? undefined : canaries.get(name);
    const calibrated = fittingCalibration(pin, before, {
      verdictsDigest: canary === undefined ? undefined : verdictsDigest(canary, config.directory, files),
      thresholds: thresholds.get(name) ?? [],
    });
    if (calibrated !== undefined) pin.calibrated = calibrated;
  }
  for (const model of embeddings) if (isFloating(model)) floating.push({ judge: "embeddings", model });
  const pins: SuitePins = {
    dataset: {
      file: relativePath(config.directory, plan.dataset.path),
      digest: plan.dataset.digest,
      count: plan.dataset.count,
    },
    scorers: Object.fromEntries(scorers.map((scorer) => [scorer.name, scorer.pin()])),
    prices: priceTableDigest(config.prices),
  };
  const settings = settingsOf(plan.suite);
  if (Object.keys(settings).length > 0) pins.settings = settings;
  if (own.length > 0) pins.exampleScorers = digestsByKind(own);
  if (Object.keys(judges).length > 0) pins.judges = judges;
  if (embeddings.size > 0) pins.embeddings = [...embeddings].toSorted();
  return { pins, files: [...files].toSorted(), floating };
}

/** What decides about the figures beside dataset and scorers: the suite's own selection, repeats and limits. */
function settingsOf({ dataset, trials, timeoutMs, skipJudgesOnFailure, simulatedUser }: SuiteConfig): JsonObject {
  const { split, tags, limit } = typeof dataset === "object" && !Array.isArray(dataset) ? dataset : {};
  const settings = { split, tags, limit, trials, timeoutMs, skipJudgesOnFailure, simulatedUser };
  return JSON.parse(JSON.stringify(settings)) as JsonObject;
}

function isExcused(judge: JudgeConfig | undefined): boolean {
  return judge?.allowFloating !== undefined && judge.canary !== undefined;
}

function pinOf(
  use: PreparedScorer["judges"][number],
  judge: JudgeConfig | undefined,
  directory: string,
  files: Set<string>,
): JudgePin {
  const pin: JudgePin = { model: use.model, parameters: use.parameters, promptDigest: use.promptDigest };
  if (judge?.allowFloating !== undefined) pin.allowFloating = judge.allowFloating;
  if (judge?.calibration !== undefined) pin.calibrationDigest = fileDigest(judge.calibration, directory, files);
  if (judge?.canary !== undefined) pin.canaryDigest = fileDigest(judge.canary, directory, files);
  return pin;
}

/** Of the reference verdicts that stand beside a canary; undefined where there are none. */
function verdictsDigest(canary: string, directory: string, files: Set<string>): Digest | undefined {
  const file = resolve(directory, canaryVerdictsFile(canary));
  if (!existsSync(file)) return undefined;
  files.add(file);
  return digestOf(readFileSync(file));
}

function fileDigest(path: string, directory: string, files: Set<string>): Digest {
  const file = isAbsolute(path) ? path : resolve(directory, path);
  files.add(file);
  try {
    return digestOf(readFileSync(file));
  } catch (cause) {
    throw new InputError("no-file", `there is no file ${path}`, {
      location: { file },
      cause,
      hint: "correct the path in judges",
    });
  }
}

/** One digest for each kind of scorer that examples bring: which options, the dataset's digest already says. */
function digestsByKind(scorers: readonly PreparedScorer[]): Record<string, Digest> {
  const kinds = new Map<string, string[]>();
  for (const scorer of scorers) kinds.set(scorer.scorer, [...(kinds.get(scorer.scorer) ?? []), scorer.digest]);
  return Object.fromEntries(
    [...kinds]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, digests]) => [kind, digestOfJson(digests.toSorted() as Json)]),
  );
}

function relativePath(directory: string, file: string): string {
  return relative(directory, file).split(sep).join("/");
}

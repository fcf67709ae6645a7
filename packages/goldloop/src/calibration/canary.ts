import { readFile, rename, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { canaryVerdictsFile, type CanaryPin } from "../config/index.ts";
import { digestOf, type Digest, type JsonObject } from "../digest/index.ts";
import { FaultList } from "../document/index.ts";
import { InputError } from "../error/index.ts";
import type { CanaryRecord } from "../run/index.ts";
import { canaryMoved } from "../stats/index.ts";
import type { PreparedScorer } from "../scorer/index.ts";
import { askAbout, type Asking } from "./ask.ts";
import type { JudgedItem } from "./item.ts";
import { readJsonLines } from "./json-lines.ts";
import { scaleOfJudge, type JudgeSetting } from "./judge-use.ts";
import { readCanary } from "./read-items.ts";
import { isFlip, labelOfValue, pairScale, valueOfLabel, type LabelScale } from "./scale.ts";

const verdictSchema = z.strictObject({
  id: z.string(),
  verdict: z.union([z.number(), z.string(), z.boolean(), z.null()]),
});

/** A canary that was asked twice. */
export interface CalibratedCanary {
  pin: CanaryPin;
  /** Absolute. */
  verdictsFile: string;
  /** What is written there. */
  verdicts: string;
}

/** The canary of a judge: absolute path, its items and scale. */
export interface OpenCanary {
  file: string;
  items: JudgedItem[];
  pairs: boolean;
  scale: LabelScale;
}

/**
 * Opens the canary of a judge. Undefined when it has none. Throws InputErrors for a broken or too small one, and `shared-canary` when another judge has the
 * same: the reference verdicts stand beside it and are one judge's.
 */
export async function openCanary(name: string, { config, judges }: JudgeSetting): Promise<OpenCanary | undefined> {
  const canary = config.judges[name]?.canary;
  const judge = judges.get(name);
  if (canary === undefined || judge === undefined) return undefined;
  const file = resolve(config.directory, canary);
  const other = Object.entries(config.judges).find(
    ([one, settings]) =>
      one !== name && settings.canary !== undefined && resolve(config.directory, settings.canary) === file,
  );
  if (other !== undefined) {
    throw new InputError("shared-canary", `the judges ${name} and ${other[0]} have the same canary`, {
      location: { file: config.file ?? config.directory },
      hint: `cp ${canary} ${canary.replace(/(\.\w+)?$/, `-${name}$1`)}`,
    });
  }
  const { items, pairs } = await readCanary(file);
  return { file, items, pairs, scale: pairs ? pairScale : scaleOfJudge(judge) };
}

/** Asks a canary twice: the first verdicts are the reference, the share that differs the second time is the flip rate. Throws NotAsked. */
export async function calibrateCanary(
  { file, items, scale }: OpenCanary,
  scorer: PreparedScorer,
  asking: Asking,
): Promise<CalibratedCanary> {
  const first = await askAbout(scorer, items, asking);
  const second = await askAbout(scorer, items, asking);
  const verdicts = items
    .map(({ id }, index) => {
      const value = first[index]?.value ?? null;
      return `${JSON.stringify({ id, verdict: value === null ? null : labelOfValue(value, scale) })}\n`;
    })
    .join("");
  const reference = referenceOf(parseVerdicts(verdicts), scale);
  const flips = items.filter(({ id }, index) =>
    isFlip(reference.get(id) ?? null, second[index]?.value ?? null, scale),
  ).length;
  const n = items.length;
  return {
    pin: {
      n,
      flips,
      flipRate: rounded(flips / n),
      digest: await digestOfFile(file),
      verdictsDigest: digestOf(verdicts),
    },
    verdictsFile: canaryVerdictsFile(file),
    verdicts,
  };
}

/** Writes reference verdicts in one step. */
export async function writeVerdicts({ verdictsFile, verdicts }: CalibratedCanary): Promise<void> {
  const temporary = `${verdictsFile}.${process.pid}.tmp`;
  await writeFile(temporary, verdicts);
  await rename(temporary, verdictsFile);
}

/**
 * The flip rate that a canary is tested against: (flips + 1) / (n + 2), Laplace's rule of succession. The measured share itself would call a judge that
 * flipped 0 of 50 moved at its first flip ever.
 */
export function testedFlipRate({ n, flips }: Pick<CanaryPin, "n" | "flips">): number {
  return (flips + 1) / (n + 2);
}

/** Asks a canary again and compares it with its reference verdicts. Throws NotAsked, and InputErrors for files that are not those of the pin. */
export async function checkCanary(
  canary: OpenCanary,
  pin: CanaryPin,
  scorer: PreparedScorer,
  asking: Asking,
): Promise<Omit<CanaryRecord, "costUsd"> & { flipped: string[] }> {
  const { items, scale, file } = canary;
  const reference = await readReference(canary, pin);
  if ((await digestOfFile(file)) !== pin.digest) throw notThatFile(file);
  const answers = await askAbout(scorer, items, asking);
  const flipped = items
    .filter(({ id }, index) => isFlip(reference.get(id) ?? null, answers[index]?.value ?? null, scale))
    .map(({ id }) => id);
  const n = items.length;
  const { p, moved } = canaryMoved({ flips: flipped.length, n, flipRate: testedFlipRate(pin) });
  return { asked: true, n, flips: flipped.length, p, moved, flipped };
}

async function readReference({ file, scale }: OpenCanary, pin: CanaryPin): Promise<Map<string, number | null>> {
  const verdictsFile = canaryVerdictsFile(file);
  const faults = new FaultList();
  const lines = await readJsonLines(verdictsFile, verdictSchema, faults);
  faults.throwIfAny();
  if ((await digestOfFile(verdictsFile)) !== pin.verdictsDigest) throw notThatFile(verdictsFile);
  return referenceOf(
    lines.map(({ value }) => value),
    scale,
  );
}

function parseVerdicts(text: string): z.infer<typeof verdictSchema>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => verdictSchema.parse(JSON.parse(line) as JsonObject));
}

function referenceOf(
  verdicts: readonly z.infer<typeof verdictSchema>[],
  scale: LabelScale,
): Map<string, number | null> {
  return new Map(
    verdicts.map(({ id, verdict }) => [id, verdict === null ? null : (valueOfLabel(verdict, scale) ?? null)]),
  );
}

/** Of a file's bytes. */
export async function digestOfFile(file: string): Promise<Digest> {
  return digestOf(await readFile(file));
}

function notThatFile(file: string): InputError {
  return new InputError("canary-changed", `${file} is not the one that goldloop.lock pins`, {
    location: { file },
    hint: "goldloop judge calibrate NAME   asks the judge anew",
  });
}

/** To six digits: what stands in the lock reads well and does not churn. */
export function rounded(value: number): number {
  return Number(value.toFixed(6));
}

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { writeLock } from "../config/index.ts";
import { digestOf, type Json } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import { defaultJudgeThreshold } from "../run/index.ts";
import { agreementOf, type Agreement } from "./agreement.ts";
import { askAbout, asksAnew, NotAsked, type Asking } from "./ask.ts";
import { calibrateCanary, openCanary, writeVerdicts, type CalibratedCanary } from "./canary.ts";
import { calibrationPin, fittingLock, isSameUse } from "./calibrated-lock.ts";
import type { CalibrationItem } from "./item.ts";
import { judgeNamed, scaleOfJudge, scorerOf, usesOfJudge, type JudgeSetting } from "./judge-use.ts";
import { readCalibration } from "./read-items.ts";
import { rowOf, storedAnswer, type JudgeAnswer, type Row } from "./row.ts";
import { pairScale, type LabelScale } from "./scale.ts";

/** How a calibration goes. */
export interface CalibrateOptions {
  asking: Asking;
  /** Use the verdicts that are stored with the items and ask nobody; nothing is written. */
  stored: boolean;
  /** Verdicts by item's id as another file has them, in place of asking; nothing is written. What is not on the judge's scale is no verdict. */
  judgements?: ReadonlyMap<string, Json> | undefined;
}

/** What a calibration came to. */
export interface Calibration {
  judge: string;
  /** Absolute. */
  file: string;
  scale: LabelScale;
  pairs: boolean;
  threshold: number;
  rows: Row[];
  agreement: Agreement;
  canary: CalibratedCanary | undefined;
  /** Suites whose lock holds the figures now, by name. */
  written: string[];
}

/**
 * Asks a judge about its calibration set, through the scorer that suites use (give it models without a cache: what that knows may be another judge's), and its
 * canary twice, past cassettes too; writes the reference
 * verdicts and the figures of every suite that uses the judge. Throws InputError before anything was asked (`no-calibration`, `one-label`, `no-lock`,
 * `lock-outdated`, faults of the files) and NotAsked, with nothing written, when the judge could not be asked.
 */
export async function calibrate(name: string, setting: JudgeSetting, options: CalibrateOptions): Promise<Calibration> {
  const { config } = setting;
  const judge = judgeNamed(name, setting);
  const file = calibrationFileOf(name, setting);
  const { items, pairs } = await readCalibration(file, scaleOfJudge(judge));
  const scale = pairs ? pairScale : scaleOfJudge(judge);
  const asks = !options.stored && options.judgements === undefined;
  const uses = await usesOfJudge(name, pairs, setting);
  const lock = asks && uses.length > 0 ? await fittingLock(name, uses, setting) : undefined;
  const canary = asks ? await openCanary(name, setting) : undefined;
  if (canary !== undefined && canary.pairs !== pairs) {
    throw new InputError(
      "mixed-items",
      "the canary and the calibration set must both hold single outputs, or both pairs",
      {
        location: { file: canary.file },
        hint: pairs ? '"outputs": ["...", "..."]' : '"output": "..."',
      },
    );
  }
  const threshold = uses[0]?.threshold ?? defaultJudgeThreshold;
  if (asks) checkTruths(items, { scale, threshold, pairs }, file);
  const scorer = await scorerOf(name, pairs, setting, uses[0]?.scorer);
  checkMaterial(items, (example) => scorer.missing(example), file);
  const answers = await answersOf(items, scorer, scale, options);
  const rows = (limit: number): Row[] =>
    items.map((item, index) => rowOf(item, answers?.[index], { scale, threshold: limit, pairs }));
  const found: Calibration = {
    judge: name,
    file,
    scale,
    pairs,
    threshold,
    rows: rows(threshold),
    agreement: agreementOf(rows(threshold), positiveOf(scale, threshold)),
    canary: undefined,
    written: [],
  };
  if (!asks) return found;
  if (canary !== undefined) {
    const fresh = await scorerOf(name, pairs, { ...setting, models: asksAnew(setting.models) }, uses[0]?.scorer);
    found.canary = await calibrateCanary(canary, fresh, options.asking);
    await writeVerdicts(found.canary);
  }
  if (lock === undefined) return found;
  const [use] = scorer.judges;
  if (use === undefined) throw new NotAsked("judge-not-asked", `${name} asks no model`);
  const calibrationDigest = digestOf(await readFile(file));
  for (const { suite, pinName, pin, threshold: own = defaultJudgeThreshold } of uses) {
    if (!isSameUse(pin, use)) continue;
    const agreement = agreementOf(rows(own), positiveOf(scale, own));
    const calibrated = calibrationPin(agreement, use, {
      calibrationDigest,
      canary: found.canary,
      threshold: scale.labels === undefined ? own : undefined,
    });
    if (calibrated === undefined) continue;
    const locked = lock.suites[suite]?.judges?.[pinName];
    if (locked === undefined) continue;
    locked.calibrated = calibrated;
    found.written.push(suite);
  }
  if (found.written.length > 0) await writeLock(config.directory, lock);
  return found;
}

/** The calibration set of a judge, absolute. Throws InputError `no-calibration` when the config names none. */
export function calibrationFileOf(name: string, setting: Pick<JudgeSetting, "config" | "judges">): string {
  judgeNamed(name, setting);
  const { config } = setting;
  const file = config.judges[name]?.calibration;
  if (file !== undefined) return resolve(config.directory, file);
  throw new InputError("no-calibration", `the judge ${name} has no calibration set`, {
    location: config.file === undefined ? undefined : { file: config.file },
    hint: `judges: { ${name}: { ..., calibration: evals/judges/${name}.labels.jsonl } }   and   goldloop judge label ${name} --run latest`,
  });
}

/** Which categories mean yes: from the threshold on, 0..1. Of pairs there is no such thing. */
export function positiveOf(scale: LabelScale, threshold: number): ((category: string) => boolean) | undefined {
  const { labels } = scale;
  if (scale === pairScale) return undefined;
  if (labels === undefined) return (category) => category === "pass";
  const from = labels.length === 2 ? 1 : threshold;
  return (category) => labels.indexOf(category) / (labels.length - 1) >= from - 1e-9;
}

async function answersOf(
  items: readonly CalibrationItem[],
  scorer: Parameters<typeof askAbout>[0],
  scale: LabelScale,
  { asking, stored, judgements }: CalibrateOptions,
): Promise<(JudgeAnswer | undefined)[] | undefined> {
  if (judgements !== undefined) {
    return items.map(({ id }) => {
      const verdict = judgements.get(id);
      return verdict === undefined ? undefined : storedAnswer(verdict, scale);
    });
  }
  return stored ? undefined : askAbout(scorer, items, asking);
}

function checkTruths(items: readonly CalibrationItem[], setting: Parameters<typeof rowOf>[2], file: string): void {
  const truths = new Set(items.flatMap((item) => rowOf(item, undefined, setting).truth ?? []));
  if (truths.size > 1) return;
  const [only] = truths;
  throw new InputError(
    "one-label",
    only === undefined
      ? "people are split on every item: nobody knows what is right"
      : `every item is labelled ${only}: agreement cannot be told from chance`,
    { location: { file }, hint: "label outputs of both kinds: goldloop judge label NAME --run RUN" },
  );
}

function checkMaterial(
  items: readonly CalibrationItem[],
  missing: (example: {
    id: string;
    input: CalibrationItem["input"];
    expected?: CalibrationItem["input"];
  }) => string | undefined,
  file: string,
): void {
  for (const { id, input, expected, outputs, metadata } of items) {
    const reference = outputs?.[1] ?? expected;
    const example = {
      id,
      input,
      ...(reference === undefined ? {} : { expected: reference }),
      ...(metadata === undefined ? {} : { metadata }),
    };
    const what = missing(example);
    if (what === undefined) continue;
    throw new InputError(
      "nothing-to-compare",
      `the judge's prompt needs ${what}, which ${JSON.stringify(id)} has not`,
      {
        location: { file },
        hint: `give it ${what}, or write {{${what}?}} in the prompt`,
      },
    );
  }
}

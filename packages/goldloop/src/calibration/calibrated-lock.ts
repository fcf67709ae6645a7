import { resolve } from "node:path";
import {
  fittingCalibration,
  lockFileName,
  readLock,
  type JudgeCalibrationPin,
  type JudgePin,
  type Lock,
} from "../config/index.ts";
import { canonicalJson, digestOfJson, type Digest } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import { defaultJudgeThreshold } from "../run/index.ts";
import type { JudgeUse } from "../scorer/index.ts";
import type { Agreement } from "./agreement.ts";
import { rounded, type CalibratedCanary } from "./canary.ts";
import type { JudgeSetting, SuiteUse } from "./judge-use.ts";

/** A lock that pins the judge as it is now: figures beside pins of something else would be no evidence. */
export async function fittingLock(name: string, uses: readonly SuiteUse[], { config }: JudgeSetting): Promise<Lock> {
  const lock = await readLock(config.directory);
  const location = { file: resolve(config.directory, lockFileName) };
  if (lock === undefined) {
    throw new InputError("no-lock", `there is no ${lockFileName} to write the figures of ${name} to`, {
      location,
      hint: `goldloop lock   and then   goldloop judge calibrate ${name}`,
    });
  }
  for (const { suite, pinName, pin } of uses) {
    const { calibrated: _, ...locked } = lock.suites[suite]?.judges?.[pinName] ?? {};
    if (canonicalJson(locked) === canonicalJson(pin)) continue;
    throw new InputError("lock-outdated", `${lockFileName} pins another ${name} for ${suite} than there is now`, {
      location,
      hint: `goldloop lock   and then   goldloop judge calibrate ${name}`,
    });
  }
  return lock;
}

/** Whether a pin is of what was asked. */
export function isSameUse(pin: JudgePin, use: JudgeUse): boolean {
  return (
    pin.model === use.model &&
    pin.promptDigest === use.promptDigest &&
    digestOfJson(pin.parameters) === digestOfJson(use.parameters)
  );
}

/** The figures as the lock holds them; undefined where there is no kappa. */
export function calibrationPin(
  agreement: Agreement,
  use: JudgeUse,
  of: { calibrationDigest: Digest; canary: CalibratedCanary | undefined; threshold: number | undefined },
): JudgeCalibrationPin | undefined {
  const { n, kappa, kappaInterval, accuracy, sensitivity, specificity } = agreement;
  if (kappa === null || kappaInterval === null || accuracy === null) return undefined;
  return {
    n,
    kappa: rounded(kappa),
    kappaInterval: [rounded(kappaInterval[0]), rounded(kappaInterval[1])],
    accuracy: rounded(accuracy),
    sensitivity: sensitivity === null ? null : rounded(sensitivity),
    specificity: specificity === null ? null : rounded(specificity),
    ...(of.threshold === undefined ? {} : { threshold: of.threshold }),
    model: use.model,
    parametersDigest: digestOfJson(use.parameters),
    promptDigest: use.promptDigest,
    calibrationDigest: of.calibrationDigest,
    ...(of.canary === undefined ? {} : { canary: of.canary.pin }),
  };
}

/** The calibration of a judge as the lock holds it and it still fits, with the suite it stands under. Undefined when there is none. */
export async function calibratedInLock(
  uses: readonly SuiteUse[],
  directory: string,
  verdictsDigest: Digest | undefined,
): Promise<{ use: SuiteUse; calibrated: JudgeCalibrationPin } | undefined> {
  const lock = await readLock(directory);
  for (const use of uses) {
    const calibrated = fittingCalibration(use.pin, lock?.suites[use.suite]?.judges?.[use.pinName], {
      verdictsDigest,
      thresholds: [use.threshold ?? defaultJudgeThreshold],
    });
    if (calibrated !== undefined) return { use, calibrated };
  }
  return undefined;
}

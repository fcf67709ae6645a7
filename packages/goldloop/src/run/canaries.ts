import type { JudgePin, SuitePins } from "../config/index.ts";
import type { Budget } from "./budget.ts";

/** How a judge's canary went in a run. */
export interface CanaryRecord {
  /** All of it was asked about, past cache and cassettes. */
  asked: boolean;
  n: number;
  /** Verdicts that differ from the reference. */
  flips: number;
  /** P(at least so many flips) at the calibrated flip rate; 1 when it was not asked. */
  p: number;
  moved: boolean;
  /** Why it was not asked. */
  reason?: string;
  /** What asking cost, USD, as far as prices are known. */
  costUsd: number;
}

/** One canary that is to be asked. */
export interface CanaryCall {
  /** The name of the judge's pin. */
  judge: string;
  /** With its calibration. */
  pin: JudgePin;
  signal: AbortSignal;
  /** Called before each question; false when no further one may be asked. */
  mayAsk: () => Promise<boolean>;
  /** Called after each with its cost, USD; undefined when nobody knows it. */
  onAnswer: (costUsd: number | undefined) => void;
}

/** Asks a judge about its canary. Never throws for what keeps it from being asked. */
export type AskCanary = (call: CanaryCall) => Promise<CanaryRecord>;

/** By the judge's name in the pins. */
export type CanaryRecords = Record<string, CanaryRecord>;

/**
 * Asks every judge of a suite that has a calibrated canary, within the budget, and adds it up with what an earlier sitting found. Undefined when
 * there is no such judge.
 */
export async function askCanaries(
  pins: SuitePins,
  ask: AskCanary | undefined,
  { budget, signal, earlier }: { budget: Budget | undefined; signal: AbortSignal; earlier: CanaryRecords | undefined },
): Promise<CanaryRecords | undefined> {
  const records: CanaryRecords = {};
  for (const [judge, pin] of Object.entries(pins.judges ?? {})) {
    const canary = pin.calibrated?.canary;
    if (canary === undefined) continue;
    const found =
      ask === undefined
        ? notAsked(canary.n, "nobody was there to ask it")
        : await ask({
            judge,
            pin,
            signal,
            mayAsk: async () => (await budget?.start()) === undefined,
            onAnswer: (costUsd) => budget?.settle(costUsd === 0 ? "none" : (costUsd ?? null)),
          });
    const before = earlier?.[judge];
    records[judge] = before === undefined ? found : again(before, found);
  }
  return Object.keys(records).length === 0 ? undefined : records;
}

/** A later sitting: it was asked if it was asked now, what it showed earlier stays shown. */
function again(before: CanaryRecord, now: CanaryRecord): CanaryRecord {
  const { reason: _, ...both } = worse([before, now]);
  return { ...both, asked: now.asked, ...(now.reason === undefined ? {} : { reason: now.reason }) };
}

/** A canary that was not asked. */
export function notAsked(n: number, reason: string, costUsd = 0): CanaryRecord {
  return { asked: false, n, flips: 0, p: 1, moved: false, reason, costUsd };
}

/** What several askings of one canary come to: asked only if always, moved if ever; the cost of all. */
function worse(records: readonly [CanaryRecord, ...CanaryRecord[]]): CanaryRecord {
  const [worst = records[0]] = records.toSorted((a, b) => a.p - b.p);
  const unasked = records.find(({ asked }) => !asked);
  const { reason: _, ...figures } = worst;
  return {
    ...figures,
    asked: unasked === undefined,
    moved: records.some(({ moved }) => moved),
    ...(unasked?.reason === undefined ? {} : { reason: unasked.reason }),
    costUsd: records.reduce((sum, { costUsd }) => sum + costUsd, 0),
  };
}

/** The canaries of the parts of one run. A part without a record of a judge has not asked it. */
export function mergeCanaries(parts: readonly (CanaryRecords | undefined)[]): CanaryRecords | undefined {
  const merged: CanaryRecords = {};
  for (const judge of new Set(parts.flatMap((part) => Object.keys(part ?? {})))) {
    const records = parts.flatMap((part) => part?.[judge] ?? []);
    const [first, ...rest] = records;
    if (first === undefined) continue;
    const missing = records.length < parts.length ? [notAsked(first.n, "a part of the run has no record of it")] : [];
    merged[judge] = worse([first, ...rest, ...missing]);
  }
  return Object.keys(merged).length === 0 ? undefined : merged;
}

/** What asking canaries cost, USD. */
export function costOfCanaries(records: CanaryRecords | undefined): number {
  return Object.values(records ?? {}).reduce((sum, { costUsd }) => sum + costUsd, 0);
}

/** What a person should know of canaries, a line each: judges that moved or could not be asked. */
export function canaryNotices(records: CanaryRecords | undefined): string[] {
  return Object.entries(records ?? {}).flatMap(([judge, { asked, moved, flips, n, reason }]) => {
    if (moved)
      return [`! the judge ${judge} moved: ${flips} of ${n} canary verdicts differ (goldloop judge check ${judge})`];
    return asked ? [] : [`! the canary of ${judge} was not asked: ${reason ?? "nobody knows why"}`];
  });
}

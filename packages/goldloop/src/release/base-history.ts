import { lockFileName } from "../config/index.ts";
import { GitError } from "../dataset/index.ts";
import { InputError, InputErrors } from "../error/index.ts";
import type { GateInput } from "../gate/index.ts";
import type { StoredRun } from "../run/index.ts";
import { readAtRef } from "./history.ts";
import { lockedSuite, suitesLockedAt, type LockedSuite } from "./locked-at.ts";
import { mergeBase } from "./merge-base.ts";
import { promotedAt, type PromotedThen } from "./promoted-at.ts";

/** A suite as the merge base had it. */
export interface SuiteThen {
  name: string;
  /** Its promoted examples by id; undefined when they cannot be read. */
  promoted: ReadonlyMap<string, PromotedThen> | undefined;
}

/** What the change under test started from. */
export interface BaseHistory {
  commit: string;
  /** There was a goldloop.lock. Without one the suites are those of the runs. */
  locked: boolean;
  suites: SuiteThen[];
}

/** The suites that the merge base of HEAD and the base ref had, with their promoted examples; undefined where history does not tell. */
export async function baseHistory(
  directory: string,
  { runs, baseRef }: { runs: readonly StoredRun[]; baseRef: string | undefined },
): Promise<BaseHistory | undefined> {
  const base = await mergeBase(directory, baseRef);
  if ("unknown" in base) return undefined;
  const { commit } = base;
  const lock = await readAtRef(directory, commit, lockFileName);
  const then = lock === undefined ? suitesOf(runs) : await readable(() => suitesLockedAt(lock, commit));
  if (then === undefined) return undefined;
  const suites: SuiteThen[] = [];
  for (const suite of then) {
    const read = await readable(async () => (await promotedAt(directory, suite, commit)) ?? new Map());
    suites.push({ name: suite.name, promoted: read });
  }
  return { commit, locked: lock !== undefined, suites };
}

/** Without a lock at the base, today's pins say which datasets to look for there. */
export function suitesOf(runs: readonly StoredRun[]): LockedSuite[] {
  return [...new Map(runs.map(({ record }) => [record.suite, lockedSuite(record.suite, record.pins)])).values()];
}

/** The promoted examples of then by `suite\0id`; undefined where history does not tell. */
export function promotedBefore(history: BaseHistory | undefined): GateInput["promotedBefore"] {
  if (history === undefined) return undefined;
  const found = new Map<string, { deadline: string | null }>();
  for (const { name, promoted } of history.suites) {
    for (const [id, { deadline }] of promoted ?? []) found.set(`${name}\0${id}`, { deadline });
  }
  return found;
}

/** What cannot be read at the base is told by what looks for removals; undefined here. */
async function readable<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InputError || error instanceof InputErrors || error instanceof GitError) return undefined;
    throw error;
  }
}

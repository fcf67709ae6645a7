import { lockFileName, type Config } from "../config/index.ts";
import { GitError, loadDataset, testDigestOf, type Example } from "../dataset/index.ts";
import { InputError, messageOf } from "../error/index.ts";
import type { GateInput, Removal } from "../gate/index.ts";
import type { RunRecord, StoredRun } from "../run/index.ts";
import { suitesOf } from "./base-history.ts";
import { readAtRef } from "./history.ts";
import { suitesLockedAt, type LockedSuite } from "./locked-at.ts";
import { mergeBase } from "./merge-base.ts";
import { promotedAt, type PromotedThen } from "./promoted-at.ts";

/** What looking for removals needs. */
export interface RemovalContext {
  /** The project's folder. */
  directory: string;
  config: Pick<Config, "suites">;
  /** The runs that are judged. */
  runs: readonly StoredRun[];
  /** What the change under test is measured against; by default the upstream's default branch, else HEAD. */
  baseRef?: string | undefined;
}

/**
 * The promoted examples (origin `trace`) that the merge base of HEAD and the base ref had in the suites that were run, and
 * that are gone from these runs: removed, changed (another test, or no longer of a trace) or no longer selected. A suite of
 * then that the configuration no longer has counts with all of its promoted examples; one that was not run now is not
 * looked at. Where history does not tell (no git, no commit, a clone that does not reach back), that is said.
 */
export async function removalsSince(context: RemovalContext): Promise<GateInput["removals"]> {
  const { directory, runs, config } = context;
  const base = await mergeBase(directory, context.baseRef);
  if ("unknown" in base) return base;
  try {
    const lock = await readAtRef(directory, base.commit, lockFileName);
    const then = lock === undefined ? suitesOf(runs) : suitesLockedAt(lock, base.commit);
    const found = new Map<string, Removal>();
    for (const suite of then) {
      const own = runs.filter(({ record }) => record.suite === suite.name);
      const history: History = { directory, commit: base.commit, locked: lock !== undefined };
      const removals = config.suites.has(suite.name)
        ? await removalsFromRuns(suite, own, history)
        : await removalsOfSuite(suite, history);
      for (const one of removals) found.set(`${one.suite}\0${one.id}`, one);
    }
    return { found: [...found.values()].toSorted((a, b) => compare(a.suite, b.suite) || compare(a.id, b.id)) };
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof GitError)) throw error;
    return { unknown: `what ${base.commit.slice(0, 12)} had cannot be read: ${messageOf(error)}` };
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface History {
  directory: string;
  commit: string;
  /** There was a lock, so what it names must have been there. */
  locked: boolean;
}

async function promotedIn(
  suite: LockedSuite,
  { directory, commit, locked }: History,
): Promise<Map<string, PromotedThen>> {
  const found = await promotedAt(directory, suite, commit);
  if (found !== undefined || !locked) return found ?? new Map<string, PromotedThen>();
  throw new InputError("no-file", `${suite.file}, which ${lockFileName} names for ${suite.name}, was not committed`, {
    hint: `git add ${suite.file}`,
  });
}

/** Everything that a suite had which is there no more. */
async function removalsOfSuite(suite: LockedSuite, history: History): Promise<Removal[]> {
  const promoted = await promotedIn(suite, history);
  return [...promoted.keys()].map((id) => removal(suite.name, id, "removed"));
}

async function removalsFromRuns(suite: LockedSuite, runs: readonly StoredRun[], history: History): Promise<Removal[]> {
  const removals: Removal[] = [];
  for (const run of runs) {
    const promoted = await promotedIn(narrowed(suite, run.record), history);
    if (promoted.size === 0) continue;
    const now = new Map<string, Example>();
    for await (const example of run.examples()) if (promoted.has(example.id)) now.set(example.id, example);
    const gone: string[] = [];
    for (const [id, { testDigest }] of promoted) {
      const example = now.get(id);
      if (example === undefined) gone.push(id);
      else if (example.origin?.kind !== "trace" || testDigestOf(example) !== testDigest) {
        removals.push(removal(suite.name, id, "changed"));
      }
    }
    if (gone.length === 0) continue;
    const there = await idsNow(run.record, history.directory);
    for (const id of gone) removals.push(removal(suite.name, id, there.has(id) ? "unselected" : "removed"));
  }
  return removals;
}

/** A run of one split is measured against that split: the stage that takes it has chosen so. */
function narrowed(suite: LockedSuite, { selection }: RunRecord): LockedSuite {
  return selection.narrowed && selection.split !== null ? { ...suite, split: selection.split } : suite;
}

/** The dataset's ids as it is now: tells an example that is not selected from one that is gone. */
async function idsNow({ pins }: RunRecord, directory: string): Promise<ReadonlySet<string>> {
  try {
    return new Set((await loadDataset(pins.dataset.file, { directory })).ids());
  } catch (error) {
    if (error instanceof InputError) return new Set();
    throw error;
  }
}

function removal(suite: string, id: string, how: Removal["how"]): Removal {
  return { suite, id, how, against: "merge-base" };
}

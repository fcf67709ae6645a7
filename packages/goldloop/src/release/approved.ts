import type { Digest } from "../digest/index.ts";
import { GoldloopError, messageOf } from "../error/index.ts";
import { suiteKey, type Baseline, type SuiteBaseline } from "../gate/index.ts";
import type { StoredRun } from "../run/index.ts";
import { readApproval, type Approval } from "./approval.ts";
import { readArchivedRun, type ArchivedRun } from "./archived-run.ts";
import { baselineFolder, pendingPath, projectFiles, type ProjectFiles } from "./baseline-files.ts";
import { unfitness } from "./fitness.ts";
import { tabulate } from "./tabulate.ts";

/** Why there is no baseline, and what mends it. Gates block with it. */
export interface Missing {
  missing: string;
  hint: string;
}

/** The approved baseline, verified. */
export interface Approved {
  baseline: Baseline;
  approval: Approval;
  /** Of approved.json's bytes. */
  digest: Digest;
  /** The runs, by `suite` or `suite@target`. */
  runs: ReadonlyMap<string, StoredRun>;
}

/** What makes the first approved baseline. */
export const initialHint = "goldloop release approve --initial --owner YOU@EXAMPLE.COM";

/**
 * The approved baseline of a project, on disk or as of a git ref, every run checked against the digest that was approved.
 * Anything that is not there, was altered or cannot be a baseline is told, not thrown: gates block with the reason.
 * Throws InputError `unknown-ref` for a ref that is not there.
 */
export async function readApproved(directory: string, ref?: string): Promise<Approved | Missing> {
  const files = projectFiles(directory, ref);
  const restore = ref === undefined ? "git restore evals/baselines" : `git log ${ref} -- evals/baselines`;
  let read: Awaited<ReturnType<typeof readApproval>>;
  try {
    read = await readApproval(files);
  } catch (error) {
    if (!(error instanceof GoldloopError) || error.code === "unknown-ref" || error.code === "no-repository")
      throw error;
    return { missing: `the approved baseline cannot be read: ${messageOf(error)}`, hint: restore };
  }
  if (read === undefined) return { missing: `there is no approved baseline${files.where}`, hint: initialHint };
  const { approval, digest } = read;
  if (Object.keys(approval.runs).length === 0) {
    return { missing: `the approved baseline${files.where} names no run`, hint: restore };
  }
  const suites = new Map<string, SuiteBaseline>();
  const runs = new Map<string, StoredRun>();
  for (const [key, expected] of Object.entries(approval.runs)) {
    try {
      const { stored } = await runOf(files, key, expected);
      suites.set(key, { table: await tabulate(stored), digest: expected });
      runs.set(key, stored);
    } catch (error) {
      return { missing: `the approved baseline is not usable: ${messageOf(error)}`, hint: restore };
    }
  }
  const { release, guarded } = approval;
  const baseline: Baseline = { from: "approved", release, suites, guarded: new Set(guarded), interleaved: false };
  return { baseline, approval, digest, runs };
}

/** The run that was approved for a suite. Throws an Error that says why it cannot be used. */
async function runOf(files: ProjectFiles, key: string, expected: string): Promise<ArchivedRun> {
  const folder = baselineFolder(key);
  const run = await inPlace(files, folder, expected).catch(async (error: unknown) => {
    // An approval that was cut short after it counted: the run waits to be put in place.
    const pending = await readArchivedRun(files, pendingPath(expected)).catch(() => undefined);
    if (pending?.digest === expected) return pending;
    throw error;
  });
  const { record } = run.stored;
  const unfit = unfitness(record);
  if (unfit !== undefined) throw new Error(`${folder}: ${unfit.reason}`);
  if (suiteKey(record) !== key) throw new Error(`${folder} is a run of ${suiteKey(record)}`);
  return run;
}

async function inPlace(files: ProjectFiles, folder: string, expected: string): Promise<ArchivedRun> {
  let run: ArchivedRun | undefined;
  try {
    run = await readArchivedRun(files, folder);
  } catch (cause) {
    throw new Error(`${folder} is damaged: ${messageOf(cause)}`, { cause });
  }
  if (run === undefined) throw new Error(`${folder} is missing, or a file of it`);
  if (run.digest !== expected) throw new Error(`${folder} is not what was approved`);
  return run;
}

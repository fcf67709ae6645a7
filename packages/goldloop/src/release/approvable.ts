import { differences, lockFileName, readLock, type Config } from "../config/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import { suiteKey } from "../gate/index.ts";
import { formatDifference, type RunRecord, type StoredRun } from "../run/index.ts";
import { baselineFolder } from "./baseline-files.ts";
import { unfitness } from "./fitness.ts";

/**
 * Refuses runs that cannot be the baseline. Throws InputError: `no-run`, `two-runs`, `unknown-suite`, `incomplete-run`,
 * `unpinned-run` (by itself or under today's lock), `partial-run`, `baseline-name`.
 */
export async function checkApprovable(
  { directory, suites }: Pick<Config, "directory" | "suites">,
  runs: readonly StoredRun[],
): Promise<void> {
  if (runs.length === 0) throw new InputError("no-run", "no run is given to approve", { hint: "goldloop run" });
  const lock = await readLock(directory);
  const seen = new Map<string, string>();
  for (const { record, dir } of runs) {
    const key = suiteKey(record);
    const refuse = (code: string, why: string, hint: string): InputError =>
      new InputError(code, `${record.id} cannot be approved: ${why}`, { hint, location: { file: dir } });
    const other = seen.get(key);
    if (other !== undefined) throw refuse("two-runs", `${other} is of ${key} too`, `--run ${record.id}`);
    seen.set(key, record.id);
    baselineFolder(key);
    if (!isMeasured(suites, key, record)) {
      throw refuse("unknown-suite", `there is no suite ${key}${suggestion(key, suites.keys())}`, "goldloop run");
    }
    const unfit = unfitness(record);
    if (unfit !== undefined) throw refuse(`${unfit.code}-run`, unfit.reason, unfit.hint);
    const [change] = differences(lock?.suites[record.suite] ?? {}, record.pins, record.suite);
    if (change !== undefined) {
      const why = `${lockFileName} has changed since: ${formatDifference(change)}`;
      throw refuse("unpinned-run", why, `goldloop run ${record.suite}`);
    }
  }
}

/** Whether the configuration still has the suite, and the target, of a key such as `support@large`. */
export function isConfigured(suites: Config["suites"], key: string): boolean {
  const at = key.indexOf("@");
  if (at < 0) return suites.has(key);
  return suites.get(key.slice(0, at))?.targets?.[key.slice(at + 1)] !== undefined;
}

function isMeasured(suites: Config["suites"], key: string, { suite, target, replay }: RunRecord): boolean {
  if (!isConfigured(suites, key)) return false;
  // Recorded outputs are of no target; a run of one target is no run of a suite that has several by now.
  return target !== null || replay !== null || suites.get(suite)?.targets === undefined;
}

/** Remarks on runs that may be approved all the same. */
export function notesOn(runs: readonly StoredRun[]): string[] {
  const notes: string[] = [];
  for (const { record } of runs) {
    if (record.git === null) notes.push(`${record.id} belongs to no git commit`);
    else if (record.git.dirty) notes.push(`${record.id} was measured with uncommitted changes`);
    if (record.errors > 0) notes.push(`${record.id} has ${record.errors} errors`);
  }
  const commits = new Set(runs.flatMap(({ record }) => record.git?.commit ?? []));
  if (commits.size > 1) {
    notes.push(
      `the runs are of ${commits.size} commits: ${[...commits].map((commit) => commit.slice(0, 12)).join(", ")}`,
    );
  }
  return notes;
}

import { differences, lockFileName, readLock, type SuitePins } from "../config/index.ts";
import { git, GitError } from "../dataset/index.ts";
import { suiteKey, type GateInput } from "../gate/index.ts";
import { formatDifference, type RunRecord, type StoredRun } from "../run/index.ts";

/**
 * The runs that are not of what lies here now: their pins are not those of today's goldloop.lock, or their commit is not HEAD. `blocks`
 * goes into each. Throws InputErrors for a broken lock.
 */
export async function staleRuns(
  directory: string,
  runs: readonly StoredRun[],
  { blocks }: { blocks: boolean },
): Promise<GateInput["stale"]> {
  const lock = await readLock(directory);
  const head = await headOf(directory);
  return runs.flatMap(({ record }) => {
    const reason = pinsReason(record, lock?.suites[record.suite]) ?? commitReason(record, head);
    if (reason === undefined) return [];
    return [{ suite: suiteKey(record), reason, hint: `goldloop run ${record.suite}`, blocks }];
  });
}

function pinsReason(record: RunRecord, locked: SuitePins | undefined): string | undefined {
  // That a run is not pinned at all is said, and blocks, as such.
  if (!record.pinned) return undefined;
  if (locked === undefined) return `${lockFileName} does not pin ${record.suite} now`;
  const [change] = differences(withoutCalibrations(locked), withoutCalibrations(record.pins), record.suite);
  return change === undefined ? undefined : `${lockFileName} has changed since: ${formatDifference(change)}`;
}

/** A judge that is calibrated afterwards has judged no other way. */
function withoutCalibrations(pins: SuitePins): SuitePins {
  if (pins.judges === undefined) return pins;
  const judges = Object.entries(pins.judges).map(([name, pin]) => [name, { ...pin, calibrated: undefined }] as const);
  return { ...pins, judges: Object.fromEntries(judges) };
}

function commitReason({ git: measured }: RunRecord, head: string | undefined): string | undefined {
  if (head === undefined || measured?.commit === head) return undefined;
  const now = `HEAD is ${head.slice(0, 12)}`;
  return measured === null
    ? `it does not say of which commit it is, and ${now}`
    : `it was measured at ${measured.commit.slice(0, 12)}, and ${now}`;
}

/** The commit that lies here; undefined outside of git and before the first commit. */
async function headOf(directory: string): Promise<string | undefined> {
  try {
    return (await git(directory, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")).toString("utf8").trim();
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

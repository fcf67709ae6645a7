import { InputError, suggestion } from "../error/index.ts";
import { readApproved } from "../release/index.ts";
import { findRun, openRun, type StoredRun } from "../run/index.ts";

const approvedName = /^approved(?::(.+))?$/;

/** Whether a name stands for a run of the approved baseline: `approved`, or `approved:suite`. */
export function isApproved(name: string): boolean {
  return approvedName.test(name);
}

/**
 * The run that a name stands for: as `findRun`, or the approved baseline's (`approved`, `approved:suite`). `suite` is the one
 * that is meant where the baseline has several. Throws InputError.
 */
export async function openNamedRun(project: string, from: string, name: string, suite?: string): Promise<StoredRun> {
  const match = approvedName.exec(name);
  if (match === null) return openRun(await findRun(project, from, name));
  const approved = await readApproved(project);
  if ("missing" in approved) throw new InputError("no-baseline", approved.missing, { hint: approved.hint });
  const keys = [...approved.runs.keys()];
  const key = match[1] ?? suite ?? (keys.length === 1 ? keys[0] : undefined);
  const run = key === undefined ? undefined : approved.runs.get(key);
  if (run !== undefined) return run;
  throw new InputError(
    "no-run",
    key === undefined
      ? `the approved baseline has ${keys.length} suites`
      : `the approved baseline has no suite "${key}"${suggestion(key, keys)}`,
    { hint: `approved:${keys[0]}` },
  );
}

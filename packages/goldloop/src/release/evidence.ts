import { join } from "node:path";
import { InputError } from "../error/index.ts";
import type { StoredRun } from "../run/index.ts";
import { trackedIn } from "./tracked.ts";

/** How far the clocks of two machines may be apart. */
const clockSkewMs = 5 * 60_000;

/**
 * Refuses runs that can be no measurement of the application as it is here. Throws InputError: `committed-run` for one that git tracks, since
 * a change could bring it instead of being measured, and `future-run` for one that starts later than now.
 */
export async function requireEvidence(runs: readonly StoredRun[], now: Date): Promise<void> {
  for (const { dir, record } of runs) {
    await requireUncommitted(dir);
    const started = Date.parse(record.startedAt);
    if (started <= now.getTime() + clockSkewMs) continue;
    throw new InputError(
      "future-run",
      `${record.id} says that it was started at ${record.startedAt}, which is to come`,
      {
        hint: `goldloop run ${record.suite}`,
        location: { file: join(dir, "run.json") },
      },
    );
  }
}

/** Throws InputError `committed-run` when git tracks a file of a run. */
export async function requireUncommitted(dir: string): Promise<void> {
  const tracked = await trackedIn(dir);
  const file = tracked.find((name) => name.endsWith("run.json")) ?? tracked[0];
  if (file === undefined) return;
  throw new InputError("committed-run", `git tracks ${file}: a run that a commit brings is no evidence`, {
    hint: "git rm -r --cached .goldloop   and keep .goldloop in .gitignore",
    location: { file: join(dir, "run.json") },
  });
}

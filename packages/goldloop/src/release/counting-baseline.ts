import { digestOf } from "../digest/index.ts";
import { GoldloopError } from "../error/index.ts";
import type { StoredRun } from "../run/index.ts";
import type { Baseline } from "../gate/index.ts";
import { readApproval, type Approval } from "./approval.ts";
import { initialHint, readApproved, type Missing } from "./approved.ts";
import { shortRef } from "./base-ref.ts";
import { approvedFile, baselinesFolder, projectFiles } from "./baseline-files.ts";
import type { FoundBaseline } from "./decide.ts";
import { listAtRef } from "./history.ts";

/** The base that a change under test is judged against. */
export interface Base {
  /** The commit. */
  ref: string;
  /** As it was named. */
  name: string;
  /** Whether it has a policy: without one the change introduces Goldloop as a whole. */
  hasPolicy: boolean;
}

/**
 * The approved baseline that counts: the base's where there is a base, since a change under test must not bring its own yardstick. Only a change that
 * introduces Goldloop as a whole is compared with the one it proposes, and that is said (`from`).
 */
export async function countingApproved(
  directory: string,
  base: Base | undefined,
): Promise<{ found: FoundBaseline | Missing; notes: string[] }> {
  const here = await readApproved(directory);
  if (base === undefined) return { found: "missing" in here ? here : withRuns(here), notes: [] };
  const there = await readApproved(directory, base.ref);
  if ("baseline" in there) return { found: withRuns(there), notes: [] };
  const never = (await listAtRef(directory, base.ref, baselinesFolder)).length === 0;
  if (!never) return { found: there, notes: [] };
  const name = shortRef(base.name);
  if ("missing" in here) return { found: { missing: there.missing, hint: here.hint }, notes: [] };
  if (!base.hasPolicy) {
    const proposed = { ...here, baseline: { ...here.baseline, from: "approved (proposed)" } };
    const note = `${name} has neither a policy nor an approved baseline: the proposed baseline was used`;
    return { found: withRuns(proposed), notes: [note] };
  }
  const missing = `${name} has no approved baseline, and the one that this change brings does not count for itself`;
  const hint = `merge the first baseline on its own: ${initialHint}   and commit ${baselinesFolder} alone`;
  return { found: { missing, hint }, notes: [] };
}

function withRuns({ baseline, runs }: { baseline: Baseline; runs: ReadonlyMap<string, StoredRun> }): FoundBaseline {
  return { baseline, runs: [...runs.values()] };
}

const shown = 10;

/** Remarks on a change of the approved baseline that the change under test makes: it counts once the base has it. */
export async function proposedBaseline(directory: string, base: Base): Promise<string[]> {
  const name = shortRef(base.name);
  const [there, here] = [projectFiles(directory, base.ref), projectFiles(directory)];
  const [then, now] = [await there.read(approvedFile), await here.read(approvedFile)];
  if (then === undefined && now === undefined) return [];
  if (then !== undefined && now !== undefined && digestOf(then) === digestOf(now)) return [];
  const notes = [`${baselinesFolder} is changed by this change: it counts once ${name} has it`];
  const guarded = new Set((await readable(here))?.guarded);
  const lost = ((await readable(there))?.guarded ?? []).filter((id) => !guarded.has(id));
  if (lost.length > 0) {
    const more = lost.length > shown ? ` and ${lost.length - shown} more` : "";
    notes.push(`it would no longer guard ${lost.slice(0, shown).join(", ")}${more}, which ${name} guards`);
  }
  return notes;
}

/** One that is broken is told where it is to be compared with; here it guards nothing. */
async function readable(files: ReturnType<typeof projectFiles>): Promise<Approval | undefined> {
  try {
    return (await readApproval(files))?.approval;
  } catch (error) {
    if (error instanceof GoldloopError) return undefined;
    throw error;
  }
}

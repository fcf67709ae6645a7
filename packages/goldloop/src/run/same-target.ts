import { messageOf } from "../error/index.ts";
import { isJsonObject } from "../digest/index.ts";
import type { TargetIdentity } from "../target/index.ts";
import type { RunRecord } from "./record.ts";

type Git = RunRecord["git"];

/** A file of the target's identity that changed is named; so many at most. */
const shown = 5;

/**
 * Why the outputs of a run may come from more than one application: what of the target's identity differs between the
 * run's start and its end. Empty when nothing does.
 */
export async function targetChanges(
  before: TargetIdentity,
  identify: () => Promise<TargetIdentity>,
): Promise<string[]> {
  let now: TargetIdentity;
  try {
    now = await identify();
  } catch (error) {
    return [`the target changed during the run: ${messageOf(error)}`];
  }
  if (now.digest === before.digest) return [];
  const files = changedFiles(before, now);
  const names = files.length === 0 ? "its options" : files.slice(0, shown).join(", ");
  return [`the target changed during the run: ${names}${files.length > shown ? ", ..." : ""}`];
}

function changedFiles(before: TargetIdentity, now: TargetIdentity): string[] {
  const [then, today] = [before, now].map(({ details }) => (isJsonObject(details["files"]) ? details["files"] : {}));
  return [...new Set([...Object.keys(then ?? {}), ...Object.keys(today ?? {})])]
    .filter((file) => then?.[file] !== today?.[file])
    .toSorted();
}

/**
 * Whether a target's code lies where its identity does not reach: behind an address, or in a program that does not name
 * its files. The commit is then all that tells one state of the application from another.
 */
export function isOpaque({ kind }: TargetIdentity, filesNamed: boolean): boolean {
  return kind === "http" || (kind === "exec" && !filesNamed);
}

/** Why two sittings (or parts) of a run over an opaque target may have measured different applications. */
export function commitChanges(earlier: Git, now: Git): string[] {
  const [then, today] = [stateOf(earlier), stateOf(now)];
  if (then !== today) return [`the target's code may differ: the run began at ${then} and went on at ${today}`];
  if (now?.dirty !== true) return [];
  return [`the target's code may differ: ${today}, when the run began and when it went on, need not be the same ones`];
}

/** Why a run over an opaque target (in one sitting, or in parts) may have measured two applications. Uncommitted changes count for nothing here: a run makes some. */
export function commitMoved(before: Git, after: Git): string[] {
  if (before?.commit === after?.commit) return [];
  const [then, now] = [before, after].map((git) => git?.commit.slice(0, 12) ?? "none");
  return [`the target's code may differ: the commit changed on the way, from ${then} to ${now}`];
}

function stateOf(git: Git): string {
  if (git === null) return "no commit";
  return `commit ${git.commit.slice(0, 12)}${git.dirty ? " with uncommitted changes" : ""}`;
}

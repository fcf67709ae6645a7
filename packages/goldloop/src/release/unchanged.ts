import { lstat, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { git, GitError } from "../dataset/index.ts";
import { InputError } from "../error/index.ts";
import { shortRef } from "./base-ref.ts";
import { listAtRef, readBytesAtRef } from "./history.ts";
import { trackedIn } from "./tracked.ts";

/**
 * Refuses a baseline that the policy names by path and that the change under test has brought or changed: what git tracks of it must be as at the
 * base. What git tracks neither there nor here was put there by whoever judges. Throws InputError `changed-baseline`.
 */
export async function requireUnchanged(path: string, ref: string): Promise<void> {
  const at = (await lstat(path)).isDirectory() ? path : dirname(path);
  const within = at === path ? "." : basename(path);
  const found = await placeOf(at);
  if (found === undefined) return;
  const { root, prefix } = found;
  // As it is named, and where links lead to: neither may have been replaced.
  const named = relative(root, path).split(sep).join("/");
  const real = within === "." ? prefix.replace(/\/$/, "") : `${prefix}${within}`;
  const then: string[] = [];
  for (const local of new Set([named, real])) {
    if (!local.startsWith("../")) then.push(...(await filesThen(root, ref, local, within !== ".")));
  }
  const now = await trackedIn(at, within);
  for (const file of new Set([...then, ...now])) {
    const before = await readBytesAtRef(root, ref, file);
    const here = await readFile(join(root, file)).catch(() => undefined);
    if (before !== undefined && here !== undefined && before.equals(here)) continue;
    throw new InputError("changed-baseline", `${file}, of the baseline, is not as at ${shortRef(ref)}`, {
      hint: "merge the new baseline on its own, or name another: --baseline RUN",
      location: { file: join(root, file) },
    });
  }
}

async function filesThen(root: string, ref: string, path: string, single: boolean): Promise<string[]> {
  if (!single) return listAtRef(root, ref, path === "" ? "." : path);
  return (await readBytesAtRef(root, ref, path)) === undefined ? [] : [path];
}

/** The work tree that a folder lies in, without links, and the folder's path from it; undefined outside of git. */
async function placeOf(directory: string): Promise<{ root: string; prefix: string } | undefined> {
  try {
    const found = await git(directory, "rev-parse", "--show-toplevel", "--show-prefix");
    const [root = directory, prefix = ""] = found.toString("utf8").split("\n");
    return { root: await realpath(root), prefix };
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

import { git, GitError } from "../dataset/index.ts";
import { InputError } from "../error/index.ts";
import { shortRef } from "./base-ref.ts";
import { isShallow, resolveRef } from "./history.ts";

/** Where a repository's default branch may be found, best first; in full, since a tag may have a branch's short name. */
const defaultBranches = [
  "refs/remotes/origin/HEAD",
  "refs/remotes/origin/main",
  "refs/remotes/origin/master",
  "refs/heads/main",
  "refs/heads/master",
] as const;

const deepen = "git fetch --unshallow origin (GitHub: actions/checkout with fetch-depth: 0)";

/**
 * The commit where the change under test left the base: the merge base of HEAD and the ref, by default the upstream's
 * default branch, else HEAD itself, so that what is not committed is seen. Never throws for what git lacks: it says why
 * the commit is unknown. Throws InputError `ambiguous-ref` as `resolveRef`.
 */
export async function mergeBase(
  directory: string,
  ref: string | undefined,
): Promise<{ commit: string } | { unknown: string }> {
  try {
    await git(directory, "rev-parse", "--git-dir");
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return { unknown: error.reason === "not-installed" ? error.message : "this is no git repository" };
  }
  const head = await commitOf(directory, "HEAD");
  if (head === undefined) return { unknown: "there is no commit yet" };
  const base = ref === undefined ? await defaultBase(directory, head) : await commitOf(directory, ref);
  if (base === undefined) return { unknown: `git has no ${shortRef(ref ?? "")} here; ${deepen}` };
  const found = await git(directory, "merge-base", "HEAD", base).catch(() => undefined);
  const commit = found?.toString("utf8").trim();
  if (commit !== undefined && commit !== "") return { commit };
  const shallow = await isShallow(directory);
  const why = shallow ? `the clone is shallow; ${deepen}` : "their histories have nothing in common";
  return { unknown: `there is no common commit of HEAD and ${shortRef(ref ?? base)}: ${why}` };
}

async function defaultBase(directory: string, head: string): Promise<string> {
  for (const name of defaultBranches) {
    const commit = await commitOf(directory, name);
    if (commit !== undefined) return commit;
  }
  return head;
}

async function commitOf(directory: string, ref: string): Promise<string | undefined> {
  try {
    return await resolveRef(directory, ref);
  } catch (error) {
    if (error instanceof InputError && error.code === "unknown-ref") return undefined;
    throw error;
  }
}

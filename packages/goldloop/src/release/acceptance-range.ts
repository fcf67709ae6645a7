import { git, GitError } from "../dataset/index.ts";
import { InputError } from "../error/index.ts";
import { resolveRef } from "./history.ts";
import { rangePattern } from "./statement.ts";

async function isAncestor(directory: string, older: string, newer: string): Promise<boolean> {
  try {
    await git(directory, "merge-base", "--is-ancestor", older, newer);
    return true;
  } catch (error) {
    // Unknown commits (shallow clones) and no git at all come here too: what is not shown is not within.
    if (error instanceof GitError) return false;
    throw error;
  }
}

/**
 * Whether a commit lies within `<commit>..` or `<commit>..<commit>`: it builds on the first without being it, and is the
 * second or what that builds on. False when git cannot tell.
 */
export async function commitInRange(directory: string, commit: string, range: string): Promise<boolean> {
  if (!rangePattern.test(range)) return false;
  const [first = "", last = ""] = range.split("..");
  if (first === commit || !(await isAncestor(directory, first, commit))) return false;
  return last === "" || isAncestor(directory, commit, last);
}

/**
 * `main~3..HEAD` with the ids of its commits, as a statement holds it. Throws InputError `bad-range`, and what `resolveRef`
 * throws for a commit that git does not know.
 */
export async function resolveRange(directory: string, text: string): Promise<string> {
  const [first = "", last = "", ...more] = text.split("..");
  if (first === "" || more.length > 0 || !text.includes("..")) {
    throw new InputError("bad-range", `"${text}" is no range of commits`, {
      hint: "--release HEAD~1..   from after that commit on",
    });
  }
  return `${await resolveRef(directory, first)}..${last === "" ? "" : await resolveRef(directory, last)}`;
}

/** From the commit before HEAD on: this version and what is built on it. Undefined without git, or at a first commit. */
export async function rangeFromHere(directory: string): Promise<string | undefined> {
  try {
    return `${await resolveRef(directory, "HEAD~1")}..`;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

import { realpathSync } from "node:fs";
import { git, GitError } from "../dataset/index.ts";
import { InputError } from "../error/index.ts";

/**
 * What git tracks of a folder or file, by path from the repository's root; nothing outside of git. Links are followed to what they
 * lead to. Throws InputError `git-failed` where git is there and does not tell.
 */
export async function trackedIn(directory: string, path = "."): Promise<string[]> {
  const real = realpathSync(directory);
  try {
    const found = await git(real, "ls-files", "-z", "--full-name", "--", path);
    return found
      .toString("utf8")
      .split("\0")
      .filter((name) => name !== "");
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    if (cause.reason !== "failed") return [];
    throw new InputError("git-failed", `git does not say whether it tracks ${directory}: ${cause.message}`, {
      cause,
      hint: `git -C ${directory} status`,
    });
  }
}

import { basename, dirname, resolve } from "node:path";
import { InputError, messageOf } from "../error/index.ts";
import type { Digest } from "../digest/index.ts";
import { formatOf } from "./formats/registry.ts";
import { git, GitError } from "./git.ts";
import { readDataset } from "./read.ts";

/** A dataset as of one commit. */
export interface DatasetVersion {
  commit: string;
  /** ISO 8601 UTC, of the commit. */
  date: string;
  author: string;
  subject: string;
  /** Null when the file was no valid dataset then; `fault` says why. */
  digest: Digest | null;
  count: number | null;
  fault?: string;
}

export interface DatasetVersions {
  file: string;
  /** Newest first. */
  versions: DatasetVersion[];
  /** Why there are no versions: not a git repository, git not installed, never committed. */
  reason?: string;
  /** Older versions exist beyond the limit. */
  more: boolean;
  /** The clone is shallow, as in many CI jobs: older versions may exist that it does not have. */
  shallow: boolean;
}

interface Commit {
  commit: string;
  date: string;
  author: string;
  subject: string;
  /** The file's path in that commit, from the repository's root. */
  path: string;
}

/**
 * The versions of a dataset file from its git history, renames followed, at most `limit` (default 20). Changes that keep the digest (row order,
 * white space) are listed too: the digest shows it. Throws an InputError `unknown-format`; git's absence is told, not thrown.
 */
export async function datasetVersions(
  file: string,
  options: { directory?: string; limit?: number } = {},
): Promise<DatasetVersions> {
  const { directory = ".", limit = 20 } = options;
  const path = resolve(directory, file);
  const format = formatOf(path);
  try {
    const commits = await history(path, limit + 1);
    const versions: DatasetVersion[] = [];
    for (const { path: then, ...commit } of commits.slice(0, limit)) {
      const content = await contentOf(dirname(path), `${commit.commit}:${then}`, (bytes) =>
        readDataset(bytes, { file: `${file}@${commit.commit.slice(0, 12)}`, path, format, commit: commit.commit }),
      );
      versions.push({ ...commit, ...content });
    }
    const none = commits.length === 0 ? { reason: "the file was never committed" } : {};
    const shallow =
      (await git(dirname(path), "rev-parse", "--is-shallow-repository")).toString("utf8").trim() === "true";
    return { file, versions, ...none, more: commits.length > limit, shallow };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const reason = error.reason === "not-a-repository" ? "not in a git repository" : error.message;
    return { file, versions: [], reason, more: false, shallow: false };
  }
}

async function contentOf(
  folder: string,
  object: string,
  read: (bytes: Buffer) => { digest: Digest; count: number },
): Promise<{ digest: Digest | null; count: number | null; fault?: string }> {
  const bytes = await git(folder, "cat-file", "blob", object);
  try {
    const { digest, count } = read(bytes);
    return { digest, count };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { digest: null, count: null, fault: messageOf(error) };
  }
}

/** Commits in which the file has content; the one that deleted it has none. */
async function history(path: string, limit: number): Promise<Commit[]> {
  const folder = dirname(path);
  const format = "--format=%x1e%H%x1f%cI%x1f%an%x1f%s%x00";
  const log = ["log", `--max-count=${limit}`, "--follow", "--diff-filter=d", "--name-only", "-z", format];
  await git(folder, "rev-parse", "--git-dir");
  const born = await git(folder, "rev-parse", "--verify", "--quiet", "HEAD").catch(() => undefined);
  if (born === undefined) return [];
  const output = await git(folder, ...log, "--", basename(path));
  return output
    .toString("utf8")
    .split("\x1e")
    .slice(1)
    .map((entry) => {
      const [head, ...names] = entry.split("\0");
      const [commit = "", date = "", author = "", subject = ""] = (head ?? "").split("\x1f");
      const name = names.map((one) => one.trim()).find((one) => one !== "") ?? "";
      return { commit, date: new Date(date).toISOString(), author, subject, path: name };
    });
}

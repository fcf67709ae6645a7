import { git, GitError } from "../dataset/index.ts";
import { InputError } from "../error/index.ts";

/**
 * The commit that a ref stands for. Throws InputError `unknown-ref`, with the command that brings the ref where it is one
 * of a remote, and `no-repository` outside of git.
 */
export async function resolveRef(directory: string, ref: string): Promise<string> {
  try {
    const found = await git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
    return found.toString("utf8").trim();
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    if (cause.reason !== "failed") {
      const why = cause.reason === "not-installed" ? cause.message : `${directory} is in no git repository`;
      throw new InputError("no-repository", `${ref} cannot be looked up: ${why}`, { cause, hint: "git init" });
    }
    throw new InputError("unknown-ref", `git has no commit, branch or tag ${ref} here`, {
      cause,
      hint: `${fetchCommand(ref)}   (GitHub: actions/checkout with fetch-depth: 0)`,
    });
  }
}

function fetchCommand(ref: string): string {
  const branch = /^(?:refs\/remotes\/)?origin\/(.+)$/.exec(ref)?.[1];
  if (branch !== undefined) return `git fetch origin ${branch}:refs/remotes/origin/${branch}`;
  return /^[0-9a-f]{7,64}$/.test(ref) ? "git fetch --unshallow origin" : `git fetch origin ${ref}`;
}

/** Whether the clone lacks older commits, as in many CI jobs. Throws a GitError. */
export async function isShallow(directory: string): Promise<boolean> {
  return (await git(directory, "rev-parse", "--is-shallow-repository")).toString("utf8").trim() === "true";
}

/**
 * The bytes of a file as of a ref; undefined when it was not there. The path starts from the project's folder.
 * Throws InputError as `resolveRef`.
 */
export async function readBytesAtRef(directory: string, ref: string, path: string): Promise<Buffer | undefined> {
  const commit = await resolveRef(directory, ref);
  const [entry = ""] = await list(directory, commit, path, []);
  const object = /^\d+ blob ([0-9a-f]+)\t/.exec(entry)?.[1];
  return object === undefined ? undefined : git(directory, "cat-file", "blob", object);
}

/** The text of a file as of a ref; undefined when it was not there. Throws InputError as `resolveRef`. */
export async function readAtRef(directory: string, ref: string, path: string): Promise<string | undefined> {
  return (await readBytesAtRef(directory, ref, path))?.toString("utf8");
}

/** The files below a folder as of a ref, sorted, by path from the project's folder. Throws InputError as `resolveRef`. */
export async function listAtRef(directory: string, ref: string, folder: string): Promise<string[]> {
  return list(directory, await resolveRef(directory, ref), `${folder.replace(/\/+$/, "")}/`, ["-r", "--name-only"]);
}

async function list(directory: string, commit: string, path: string, flags: readonly string[]): Promise<string[]> {
  const found = await git(directory, "ls-tree", "-z", ...flags, commit, "--", path);
  const entries = found.toString("utf8").split("\0");
  return entries.filter((entry) => entry !== "").toSorted();
}

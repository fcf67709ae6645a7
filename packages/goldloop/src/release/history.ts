import { git, GitError } from "../dataset/index.ts";
import { InputError } from "../error/index.ts";
import { shortRef } from "./base-ref.ts";

/**
 * The commit that a ref stands for. `origin/...` is a branch of the remote, never a tag or a local branch of that name: a change could bring
 * one. Throws InputError `unknown-ref`, with the command that brings the ref where it is one of a remote, `ambiguous-ref` for a
 * name that branches or tags with other commits have too, and `no-repository` outside of git.
 */
export async function resolveRef(directory: string, ref: string): Promise<string> {
  const remote = ref.startsWith("origin/");
  try {
    const commit = await commitOf(directory, remote ? `refs/remotes/${ref}` : ref);
    await requireOne(directory, ref, remote);
    return commit;
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    if (cause.reason !== "failed") {
      const why = cause.reason === "not-installed" ? cause.message : `${directory} is in no git repository`;
      throw new InputError("no-repository", `${ref} cannot be looked up: ${why}`, { cause, hint: "git init" });
    }
    throw new InputError("unknown-ref", `git has no commit, branch or tag ${shortRef(ref)} here`, {
      cause,
      hint: `${fetchCommand(ref)}   (GitHub: actions/checkout with fetch-depth: 0)`,
    });
  }
}

async function commitOf(directory: string, name: string): Promise<string> {
  const found = await git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`);
  return found.toString("utf8").trim();
}

/** Refuses a short name that stands for several commits, whichever of them git would take. */
async function requireOne(directory: string, ref: string, remote: boolean): Promise<void> {
  // `main~2` and `main@{1}` start from a name, too.
  const name = ref.split(/[~^:@]/, 1)[0] ?? "";
  if (name === "" || name.startsWith("refs/") || name.startsWith("-") || /^[0-9a-f]{40,64}$/.test(name)) return;
  const full = ["refs/tags", "refs/heads", ...(remote ? ["refs/remotes"] : [])].map((folder) => `${folder}/${name}`);
  const listed = await git(directory, "for-each-ref", "--format=%(refname)", "--", ...full);
  const there = new Set(listed.toString("utf8").split("\n"));
  const found = full.filter((one) => there.has(one));
  const commits = new Set(await Promise.all(found.map((one) => commitOf(directory, one))));
  if (commits.size < 2) return;
  throw new InputError("ambiguous-ref", `${name} is ${found.join(" and ")}, which are not the same commit`, {
    hint: `name one in full: ${found.at(-1)}`,
  });
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

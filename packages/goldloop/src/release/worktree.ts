import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { git } from "../dataset/index.ts";
import { InputError } from "../error/index.ts";

/** Installed dependencies: git does not have them, and a target needs them. */
const installed = ["node_modules", ".venv", "venv"] as const;

/**
 * Checks a commit out into a temporary worktree, links the project's installed dependencies into it where the commit has
 * none of its own, and gives the project's folder in it to `use`. The worktree is removed again, also after an error.
 * Throws InputError `no-project-at-ref` when the commit has no such folder, a GitError, and what `use` throws.
 */
export async function withWorktree<T>(
  directory: string,
  commit: string,
  use: (project: string) => Promise<T>,
): Promise<T> {
  const [root = directory, prefix = ""] = (await git(directory, "rev-parse", "--show-toplevel", "--show-prefix"))
    .toString("utf8")
    .split("\n");
  const temporary = await realpath(await mkdtemp(join(tmpdir(), "goldloop-ref-")));
  const tree = join(temporary, "tree");
  const hooks = join(temporary, "hooks");
  try {
    await mkdir(hooks);
    // The commit's own hooks have no business here.
    await git(directory, "-c", `core.hooksPath=${hooks}`, "worktree", "add", "--detach", "--quiet", tree, commit);
    const project = join(tree, prefix);
    if (!existsSync(project)) {
      throw new InputError("no-project-at-ref", `${commit.slice(0, 12)} has no folder ${prefix}`, {
        hint: "name a later ref",
      });
    }
    await linkInstalled(root, tree, prefix);
    return await use(project);
  } finally {
    await git(directory, "worktree", "remove", "--force", "--force", tree).catch(() => undefined);
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
    await git(directory, "worktree", "prune").catch(() => undefined);
  }
}

/** Links what is installed at the project's folder, above it, and at every other package of the repository. */
async function linkInstalled(root: string, tree: string, prefix: string): Promise<void> {
  const folders = new Set([""]);
  for (let folder = prefix.replace(/\/$/, ""); folder !== "" && folder !== "."; folder = dirname(folder)) {
    folders.add(folder);
  }
  const files = await git(tree, "ls-tree", "-r", "-z", "--name-only", "HEAD");
  for (const file of files.toString("utf8").split("\0")) {
    if (file.endsWith("/package.json")) folders.add(dirname(file));
  }
  for (const folder of folders) {
    for (const name of installed) {
      const from = join(root, folder, name);
      const to = join(tree, folder, name);
      if (existsSync(from) && !existsSync(to)) await symlink(from, to, "junction");
    }
  }
}

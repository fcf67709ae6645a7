import { execute } from "./command.ts";

const git = { command: "git", first: [] };

/**
 * The ref of the branch that the change is to go into, fetched when the checkout does not have it. Null outside of pull
 * requests. Where it cannot be had the ref is given all the same: the gate then refuses to judge by the change's own policy.
 */
export async function baseRef(
  branch: string | null,
  options: { directory: string; log: (text: string) => void },
): Promise<string | null> {
  if (branch === null) return null;
  const ref = `refs/remotes/origin/${branch}`;
  const { code } = await execute(git, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`], {
    ...options,
    keep: true,
  });
  if (code !== 0) {
    const shallow = await execute(git, ["rev-parse", "--is-shallow-repository"], { ...options, keep: true });
    // A clone with all of its history keeps it: the gate looks for where the change began.
    const depth = shallow.stdout.trim() === "true" ? ["--depth=1"] : [];
    await execute(git, ["fetch", "--no-tags", ...depth, "origin", `+refs/heads/${branch}:${ref}`], options);
  }
  // In full: a tag or branch that is named `origin/...` must not stand in for it.
  return ref;
}

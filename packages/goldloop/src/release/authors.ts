import { git, GitError } from "../dataset/index.ts";
import { InputError } from "../error/index.ts";
import { acceptancesFolder } from "./acceptance-files.ts";
import { isShallow, resolveRef } from "./history.ts";

/**
 * Who wrote the change under test: e-mail addresses, in lower case and sorted, of the authors, committers and co-authors
 * of base..HEAD (as written and as a mailmap maps them), and of git's user when something but acceptances is not committed. Without git
 * there is nobody to name. Throws InputError: `unknown-ref`, and `shallow-history` when commits of the change are missing.
 */
export async function authorsOf(directory: string, base: string): Promise<string[]> {
  const born = await headOf(directory);
  if (born === "no-git") return [];
  const found = new Set<string>();
  if (born === "commit") {
    const commit = await resolveRef(directory, base);
    await requireHistory(directory, commit, base);
    for (const address of await addressesSince(directory, commit)) found.add(address);
  }
  if (born === "unborn" || (await isDirty(directory))) {
    const own = await git(directory, "config", "user.email").catch(() => undefined);
    if (own !== undefined) found.add(own.toString("utf8").trim().toLowerCase());
  }
  return [...found].filter((address) => address !== "").toSorted();
}

async function headOf(directory: string): Promise<"commit" | "unborn" | "no-git"> {
  try {
    await git(directory, "rev-parse", "--git-dir");
  } catch (error) {
    if (error instanceof GitError) return "no-git";
    throw error;
  }
  const head = await git(directory, "rev-parse", "--verify", "--quiet", "HEAD").catch(() => undefined);
  return head === undefined ? "unborn" : "commit";
}

/** In a shallow clone the way from the base to HEAD may have a gap; the authors in it would go unseen. */
async function requireHistory(directory: string, commit: string, base: string): Promise<void> {
  if (!(await isShallow(directory))) return;
  const common = await git(directory, "merge-base", "HEAD", commit).catch(() => undefined);
  if (common !== undefined) return;
  throw new InputError("shallow-history", `the clone does not reach back to where the change left ${base}`, {
    hint: "git fetch --unshallow origin   (GitHub: actions/checkout with fetch-depth: 0)",
  });
}

const trailers = "%(trailers:key=Co-authored-by,valueonly,separator=%x00)";
const format = `--format=%ae%x00%aE%x00%ce%x00%cE%x00${trailers}%x00`;

async function addressesSince(directory: string, commit: string): Promise<string[]> {
  return addressesIn(await git(directory, "log", "-z", format, `${commit}..HEAD`));
}

/**
 * Who wrote what a run measured: authors, committers and co-authors of the last commit, up to the one that was measured, that changed more than acceptances.
 * Nobody for a commit that git does not have here.
 */
export async function authorsOfCommit(directory: string, commit: string): Promise<string[]> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return [];
  try {
    return addressesIn(await git(directory, "log", "-1", "-z", "--full-history", format, commit, "--", ...others));
  } catch (error) {
    if (error instanceof GitError) return [];
    throw error;
  }
}

function addressesIn(log: Buffer): string[] {
  return log
    .toString("utf8")
    .split("\0")
    .map((text) => (/<([^<>]*)>/.exec(text)?.[1] ?? text).trim().toLowerCase())
    .filter((address) => address !== "");
}

/** Who signs an acceptance has not written what it is about. */
const others = [":(top)", `:(exclude)${acceptancesFolder}`];

/** Whether something is not committed. */
async function isDirty(directory: string): Promise<boolean> {
  return (await git(directory, "status", "--porcelain", "--", ...others)).length > 0;
}

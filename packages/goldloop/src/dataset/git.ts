import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** More than any dataset that is read into memory at once. */
const maxBuffer = 1 << 30;

/** Why git did not answer. */
export class GitError extends Error {
  readonly reason: "not-installed" | "not-a-repository" | "failed";

  constructor(reason: GitError["reason"], message: string, cause: unknown) {
    super(message, { cause });
    this.name = "GitError";
    this.reason = reason;
  }
}

/** The output of a git command that only reads, run in a folder. Throws a GitError. */
export async function git(directory: string, ...args: string[]): Promise<Buffer> {
  try {
    const command = ["-C", directory, "--no-optional-locks", "-c", "core.quotepath=off", ...args];
    const { stdout } = await run("git", command, { encoding: "buffer", maxBuffer });
    return stdout;
  } catch (error) {
    throw toGitError(error);
  }
}

function toGitError(error: unknown): GitError {
  const property = (key: string): unknown => (error instanceof Error ? Reflect.get(error, key) : undefined);
  if (property("code") === "ENOENT") return new GitError("not-installed", "git is not installed", error);
  const stderr = property("stderr");
  const text = Buffer.isBuffer(stderr) ? stderr.toString("utf8").trim() : "";
  const message = text.split("\n")[0]?.replace(/^fatal: /, "") ?? "";
  const outside = /not a git repository|cannot change to/i.test(text);
  return new GitError(outside ? "not-a-repository" : "failed", message, error);
}

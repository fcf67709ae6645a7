import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { RunRecord } from "./record.ts";

const run = promisify(execFile);

/** The commit that a folder stands at; null outside a git repository or without a commit. */
export async function gitState(directory: string): Promise<RunRecord["git"]> {
  try {
    // --untracked-files=no: results and caches in the folder are no change of the application.
    const { stdout } = await run("git", ["status", "--porcelain=v2", "--branch", "--untracked-files=no"], {
      cwd: directory,
      maxBuffer: 64 << 20,
    });
    const header = (name: string): string | undefined => new RegExp(`^# branch\\.${name} (.*)$`, "m").exec(stdout)?.[1];
    const commit = header("oid");
    if (commit === undefined || commit === "(initial)") return null;
    const branch = header("head");
    return {
      commit,
      branch: branch === undefined || branch === "(detached)" ? null : branch,
      dirty: stdout.split("\n").some((line) => line !== "" && !line.startsWith("#")),
    };
  } catch {
    return null;
  }
}

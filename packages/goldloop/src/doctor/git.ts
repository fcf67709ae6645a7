import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { faulty, healthy, unsure, type Diagnosis } from "./diagnosis.ts";

const run = promisify(execFile);

/** The project is in git, which records what was evaluated, and git leaves the runs alone. */
export async function checkGit(directory: string): Promise<Diagnosis[]> {
  try {
    await run("git", ["rev-parse", "--git-dir"], { cwd: directory });
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const text = missing
      ? "git is not installed: runs record no commit"
      : "this is no git repository: runs record no commit";
    return [unsure("git", text, missing ? "install git" : "git init")];
  }
  // check-ignore answers by its exit code: 0 ignored, 1 not.
  const ignored = await run("git", ["check-ignore", "--quiet", ".goldloop/runs/x"], { cwd: directory }).then(
    () => true,
    () => false,
  );
  if (!ignored)
    return [
      faulty("git", "git does not ignore .goldloop/, where runs and caches are", "echo .goldloop/ >> .gitignore", 2),
    ];
  return [healthy("git", "a repository, and .goldloop/ is ignored")];
}

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../error/index.ts";

const lockName = "running.lock";

/**
 * Takes a run's directory for this process, so that two of them do not write into one run. Returns what gives it back.
 * Throws InputError `run-is-running` while another process holds it; a lock whose process is gone is taken over.
 */
export function lockRun(dir: string): () => void {
  const file = join(dir, lockName);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = Number(readFileSync(file, "utf8"));
    if (holder !== process.pid && isAlive(holder)) {
      throw new InputError("run-is-running", `process ${holder} is working on this run`, {
        location: { file: dir },
        hint: `wait for it, or end it first\nrm ${file}   if that process is something else by now`,
      });
    }
    rmSync(file, { force: true });
  }
  throw new InputError("run-is-running", "another process has just taken this run", { location: { file: dir } });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

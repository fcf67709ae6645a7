import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A folder that belongs to this process as long as it is not let go. */
export interface FolderLock {
  release(): void;
}

/** The folder belongs to another process; `pid` where it is known. */
export class FolderTakenError extends Error {
  readonly pid: number | undefined;

  constructor(pid: number | undefined) {
    super("the folder belongs to another process");
    this.name = new.target.name;
    this.pid = pid;
  }
}

/**
 * Takes a folder for this process. The lock is one of the operating system, held through an empty SQLite file, so that it ends
 * with its process however that ends: there are no stale ones, a number of a process that was given again means nothing, and
 * containers that share the folder see each other. Throws FolderTakenError.
 */
export function lockFolder(folder: string): FolderLock {
  const owner = join(folder, "owner");
  const file = new DatabaseSync(join(folder, "lock"));
  try {
    file.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    file.close();
    const { errcode } = error as { errcode?: number };
    if (errcode === sqliteBusy) throw new FolderTakenError(pidIn(owner));
    throw error;
  }
  writeFileSync(owner, `${process.pid}\n`);
  return { release: () => file.close() };
}

const sqliteBusy = 5;

function pidIn(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

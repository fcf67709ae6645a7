// The data folder of the demo: a server that runs already may have it open.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const sqliteBusy = 5;

/** Throws an Error with exit code 2 while a server has the folder open. Writes nothing. */
export async function checkFree(data) {
  const lock = join(data, "postgres", "lock");
  // The server locks a folder through this file, see packages/server/src/store/postgres/embedded/folder-lock.ts.
  if (!existsSync(lock)) return;
  // Not before: a Node that is too old for it is told so by the command line.
  const { DatabaseSync } = await import("node:sqlite");
  const file = new DatabaseSync(lock);
  try {
    file.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    if (error.errcode !== sqliteBusy) throw error;
    throw taken(data);
  } finally {
    file.close();
  }
}

/** What to say when it is taken. `npm run demo` takes a free port by itself: only the folder is in the way. */
export function taken(data) {
  const owner = join(data, "postgres", "owner");
  const pid = existsSync(owner) ? ` (process ${readFileSync(owner, "utf8").trim()})` : "";
  const message = [
    `a goldloop server is running${pid} over ${data}, where the demo's traffic goes`,
    "  Stop it (Ctrl-C where it runs), then:   npm run demo",
    "  or let it run, and use another folder:  npm run demo -- --data .goldloop/demo",
  ].join("\n");
  return Object.assign(new Error(message), { exitCode: 2 });
}

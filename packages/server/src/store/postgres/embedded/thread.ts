import { parentPort, workerData } from "node:worker_threads";
import type { PGlite } from "@electric-sql/pglite";
import { openData } from "./data-folder.ts";
import { FolderTakenError, lockFolder, type FolderLock } from "./folder-lock.ts";
import type { FromThread, ThreadData, ToThread } from "./messages.ts";

// The entry of the thread that owns the embedded database: PGlite works on the thread that calls it until it is done.
const { folder, fsync } = workerData as ThreadData;
const port = parentPort;
if (port === null) throw new TypeError("this file is the entry of a worker thread");
const say = (message: FromThread, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

const opened = await open();
if (opened === undefined) port.close();
else serve(opened);

async function open(): Promise<{ lite: PGlite; lock: FolderLock } | undefined> {
  let lock: FolderLock | undefined;
  try {
    lock = lockFolder(folder);
    const lite = await openData(folder, fsync);
    const { rows } = await lite.query<{ version: string }>("select current_setting('server_version') as version");
    say({ type: "open", version: rows[0]?.version ?? "" });
    return { lite, lock };
  } catch (error) {
    lock?.release();
    say(
      error instanceof FolderTakenError
        ? { type: "refused", reason: "taken", pid: error.pid }
        : { type: "refused", reason: "broken", what: kindOf(error) },
    );
    return undefined;
  }
}

function serve({ lite, lock }: { lite: PGlite; lock: FolderLock }): void {
  port?.on("message", (message: ToThread) => {
    void (message.type === "close" ? close(lite, lock) : answer(lite, message));
  });
}

async function answer(lite: PGlite, { id, wire }: Extract<ToThread, { type: "ask" }>): Promise<void> {
  try {
    const answered = new Uint8Array(await lite.execProtocolRaw(wire));
    say({ type: "answer", id, wire: answered }, [answered.buffer]);
  } catch (error) {
    // Errors of statements are part of the answer: what is thrown ends the engine.
    say({ type: "lost", what: kindOf(error) });
  }
}

async function close(lite: PGlite, lock: FolderLock): Promise<void> {
  try {
    await lite.close();
    lock.release();
  } catch (error) {
    say({ type: "lost", what: kindOf(error) });
  } finally {
    port?.close();
  }
}

/** The text of an error may quote what it stumbled over. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.name : `${error.name} ${code}`;
}

import type { AccessContext } from "./context.ts";

const everyMs = 60_000;
const mostRemembered = 10_000;

/** Writes when keys and sessions were used, beside the request and not at every one. */
export interface LastUse {
  /** Calls `write` unless it was called for `id` within the last minute. A failure of it fails nothing else. */
  note(id: string, write: () => Promise<void>): void;
  /** Waits for what is being written. */
  settled(): Promise<void>;
}

/** Remembers on this machine what was written when. */
export function createLastUse({ log, now }: Pick<AccessContext, "log" | "now">): LastUse {
  const writtenAt = new Map<string, number>();
  const running = new Set<Promise<void>>();
  return {
    note(id, write) {
      const nowMs = now();
      const before = writtenAt.get(id);
      if (before !== undefined && nowMs - before < everyMs) return;
      if (writtenAt.size >= mostRemembered) writtenAt.clear();
      writtenAt.set(id, nowMs);
      const work = write()
        .catch(() => {
          writtenAt.delete(id);
          log.debug("when a key or session was last used could not be written");
        })
        .finally(() => running.delete(work));
      running.add(work);
    },
    async settled() {
      await Promise.all(running);
    },
  };
}

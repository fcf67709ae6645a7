import { and, eq, isNull, sql } from "drizzle-orm";
import type { Logger } from "pino";
import { StoreError } from "../../error.ts";
import type { Database } from "../database.ts";
import { keys, projects } from "../schema/index.ts";

/** Remembers when projects and keys first and last sent a span. */
export interface Sightings {
  /** Costs a look into a map most times. */
  seen(projectId: string, keyId: string): void;
  /** Writes what is not yet written. */
  close(): Promise<void>;
}

/** A person may be waiting to see that the first span has come. */
const writeAfterMs = 100;
const retryAfterMs = 5_000;
/** A key's last use is written at most this often. */
const everyMs = 30_000;

/** Writes behind the requests, several sightings at once. When the database is away it tries again. */
export function createSightings({ db }: Pick<Database, "db">, log?: Logger): Sightings {
  const writtenAtMs = new Map<string, number>();
  const knownProjects = new Set<string>();
  let pendingKeys = new Map<string, Date>();
  let pendingProjects = new Map<string, Date>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let closed = false;

  const schedule = (delayMs: number): void => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      writing = write();
    }, delayMs);
    timer.unref();
  };

  const write = async (): Promise<void> => {
    const [ofKeys, ofProjects] = [pendingKeys, pendingProjects];
    pendingKeys = new Map();
    pendingProjects = new Map();
    try {
      for (const [id, time] of ofProjects) {
        await db
          .update(projects)
          .set({ firstSpanAt: time })
          .where(and(eq(projects.id, id), isNull(projects.firstSpanAt)));
        ofProjects.delete(id);
      }
      for (const [id, time] of ofKeys) {
        await db
          .update(keys)
          .set({
            firstSpanAt: sql`coalesce(${keys.firstSpanAt}, ${time.toISOString()}::timestamptz)`,
            lastUsedAt: sql`greatest(${keys.lastUsedAt}, ${time.toISOString()}::timestamptz)`,
          })
          .where(eq(keys.id, id));
        ofKeys.delete(id);
      }
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind === "rejected") {
        log?.error({ type: (error as Error).name }, "sightings of keys and projects could not be written");
        return;
      }
      pendingProjects = new Map([...pendingProjects, ...ofProjects]);
      pendingKeys = new Map([...ofKeys, ...pendingKeys]);
      schedule(retryAfterMs);
    }
  };

  return {
    seen(projectId, keyId) {
      const nowMs = Date.now();
      if (!knownProjects.has(projectId)) {
        knownProjects.add(projectId);
        pendingProjects.set(projectId, new Date(nowMs));
        schedule(writeAfterMs);
      }
      if (nowMs - (writtenAtMs.get(keyId) ?? -Infinity) < everyMs) return;
      writtenAtMs.set(keyId, nowMs);
      pendingKeys.set(keyId, new Date(nowMs));
      schedule(writeAfterMs);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await writing;
      await write();
    },
  };
}

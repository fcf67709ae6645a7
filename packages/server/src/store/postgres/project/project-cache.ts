import { StoreError } from "../../error.ts";

/** Values by project that are read again when they have aged. */
export interface ProjectCache<Value> {
  get(projectId: string): Promise<Value>;
  /** What was just written; an older one than what is known is not taken. */
  set(projectId: string, value: Value): void;
}

interface Entry<Value> {
  value: Value;
  readAtMs: number;
}

/** Read again in passing, so that nobody waits for it. */
const freshMs = 2_000;
/** Not used any more while the database answers. */
const staleMs = 4_000;

/**
 * Keeps what `read` returns for up to 4 s. `read` gets the last known value, which it may return again. While the database is
 * away the last known value is returned, however old; what else `read` throws is thrown. `revisionOf` counts up with changes.
 */
export function createProjectCache<Value>(
  read: (projectId: string, last: Value | undefined) => Promise<Value>,
  revisionOf: (value: Value) => number,
): ProjectCache<Value> {
  const entries = new Map<string, Entry<Value>>();
  const reading = new Map<string, Promise<Value>>();
  /** Without another try before the next. */
  const awayAtMs = new Map<string, number>();

  const take = (projectId: string, value: Value): Value => {
    const known = entries.get(projectId)?.value;
    const newest = known !== undefined && revisionOf(known) > revisionOf(value) ? known : value;
    entries.set(projectId, { value: newest, readAtMs: performance.now() });
    return newest;
  };

  const readAgain = (projectId: string): Promise<Value> => {
    const running = reading.get(projectId);
    if (running !== undefined) return running;
    const work = read(projectId, entries.get(projectId)?.value).then(
      (value) => {
        awayAtMs.delete(projectId);
        return take(projectId, value);
      },
      (error: unknown) => {
        const known = entries.get(projectId);
        if (known !== undefined && error instanceof StoreError && error.kind === "unavailable") {
          awayAtMs.set(projectId, performance.now());
          return known.value;
        }
        entries.delete(projectId);
        throw error;
      },
    );
    const settled = work.finally(() => reading.delete(projectId));
    reading.set(projectId, settled);
    return settled;
  };

  return {
    async get(projectId) {
      const entry = entries.get(projectId);
      if (entry === undefined) return readAgain(projectId);
      const ageMs = performance.now() - entry.readAtMs;
      if (ageMs < freshMs) return entry.value;
      const away = awayAtMs.has(projectId);
      const triedMs = performance.now() - (awayAtMs.get(projectId) ?? -Infinity);
      if (ageMs < staleMs || away) {
        if (triedMs > freshMs) readAgain(projectId).catch(() => undefined);
        return entry.value;
      }
      return readAgain(projectId);
    },
    set(projectId, value) {
      take(projectId, value);
    },
  };
}

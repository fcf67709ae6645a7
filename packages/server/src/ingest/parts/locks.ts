import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../../store/postgres/database.ts";
import { StoreError } from "../../store/error.ts";

/** Lets one at a time read, merge and store the spans of a trace. */
export interface TraceLocks {
  /** Runs `work` while nobody else holds any of the keys. `work` asks `stillHeld` before it writes: it throws when the locks are gone. */
  hold<T>(keys: readonly string[], work: (stillHeld: () => Promise<void>) => Promise<T>): Promise<T>;
}

const patienceMs = 20_000;
const retryMs = 15;

/** Within this process, and with PostgreSQL across all processes that share it (advisory locks on a connection of their own). */
export function createTraceLocks(database: Pick<Database, "db" | "embedded">): TraceLocks {
  const shared = database.embedded ? undefined : new SharedLocks(poolOf(database.db));
  const tails = new Map<string, Promise<void>>();

  const locked = async <T>(keys: readonly string[], work: () => Promise<T>): Promise<T> => {
    const [key, ...others] = keys;
    if (key === undefined) return work();
    const before = tails.get(key);
    const { promise: mine, resolve: leave } = Promise.withResolvers<void>();
    const tail = (before ?? Promise.resolve()).then(() => mine);
    tails.set(key, tail);
    await before;
    try {
      return await locked(others, work);
    } finally {
      leave();
      if (tails.get(key) === tail) tails.delete(key);
    }
  };

  return {
    hold(keys, work) {
      // in one order everywhere, or two requests wait for each other
      const ordered = [...new Set(keys)].toSorted();
      return locked(ordered, () => (shared === undefined ? work(() => Promise.resolve()) : shared.hold(ordered, work)));
    },
  };
}

interface Connection {
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  on(event: "error", listener: (error: Error) => void): unknown;
  release(error?: Error | boolean): void;
}

interface Pool {
  connect(): Promise<Connection>;
}

/** Drizzle keeps the pool that it was made of. */
function poolOf(db: Database["db"]): Pool {
  return (db as unknown as { $client: Pool }).$client;
}

/** Session-level advisory locks; one connection holds those of the whole process. */
class SharedLocks {
  readonly #pool: Pool;
  #connection: Promise<Connection> | undefined;
  #holders = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async hold<T>(keys: readonly string[], work: (stillHeld: () => Promise<void>) => Promise<T>): Promise<T> {
    this.#holders += 1;
    const held: string[] = [];
    let connection: Connection | undefined;
    try {
      connection = await this.#connect();
      for (const key of keys) {
        await acquire(connection, numberOf(key));
        held.push(numberOf(key));
      }
      const locks = connection;
      return await work(async () => {
        await asked(locks, "SELECT 1");
      });
    } finally {
      for (const number of held) {
        await connection?.query("SELECT pg_advisory_unlock($1::bigint)", [number]).catch(() => undefined);
      }
      this.#holders -= 1;
      if (this.#holders === 0) this.#release();
    }
  }

  #connect(): Promise<Connection> {
    const opening = (this.#connection ??= this.#pool.connect().then(
      (connection) => {
        connection.on("error", (error) => {
          if (this.#connection === opening) this.#connection = undefined;
          connection.release(error);
        });
        return connection;
      },
      (error: unknown) => {
        this.#connection = undefined;
        throw unavailable(error);
      },
    ));
    return opening;
  }

  #release(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.then(
      // ended, not handed back: a lock that could not be let go ends with it
      (open) => open.release(true),
      () => undefined,
    );
  }
}

async function acquire(connection: Connection, number: string): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const { rows } = await asked(connection, "SELECT pg_try_advisory_lock($1::bigint) AS held", [number]);
    if (rows[0]?.["held"] === true) return;
    if (performance.now() > until) throw new StoreError("unavailable", "another server is writing the same trace");
    await delay(retryMs);
  }
}

async function asked(
  connection: Connection,
  sql: string,
  values?: unknown[],
): Promise<{ rows: Record<string, unknown>[] }> {
  try {
    return await connection.query(sql, values);
  } catch (error) {
    throw unavailable(error);
  }
}

function unavailable(cause: unknown): StoreError {
  return new StoreError("unavailable", "the database that holds the locks does not answer", { cause });
}

function numberOf(key: string): string {
  return createHash("sha256").update(key).digest().readBigInt64BE().toString();
}

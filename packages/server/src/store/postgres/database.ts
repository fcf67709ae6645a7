import type { NodePgDatabase, NodePgQueryResultHKT } from "drizzle-orm/node-postgres";
import type { PgDatabase } from "drizzle-orm/pg-core";

/** What statements can be made on: the database, or a transaction of it. */
export type Queryable = PgDatabase<NodePgQueryResultHKT>;

/** PostgreSQL, in process (PGlite in a thread of its own) or over the network, behind one query layer. */
export interface Database {
  /**
   * Every failure of a statement is a StoreError that quotes nothing of it; `constraintOf` tells which constraint was violated.
   *
   * The embedded database has one session: within `db.transaction(async (transaction) => ...)` only `transaction` is to be
   * used. A statement on `db` would wait for its own transaction, and is rejected at once.
   */
  readonly db: NodePgDatabase;
  /** For the settings page: `PGlite 18.6 in /data/postgres`. */
  readonly description: string;
  readonly embedded: boolean;
  /** Throws a StoreError when it does not answer. */
  ping(): Promise<void>;
  /** What runs is finished first. */
  close(): Promise<void>;
}

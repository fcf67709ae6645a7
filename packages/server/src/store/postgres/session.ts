import { sql, type TablesRelationalConfig } from "drizzle-orm";
import { NodePgDatabase, type NodePgPreparedQuery, NodePgSession, NodePgTransaction } from "drizzle-orm/node-postgres";
import { PgDialect, type PgTransactionConfig, type PreparedQueryConfig } from "drizzle-orm/pg-core";
import type { Pool } from "pg";
import { StoreError } from "../error.ts";
import { storeErrorOf } from "./store-failure.ts";
import type { Turns } from "./turns.ts";

type Schema = Record<string, never>;
type Transaction = NodePgTransaction<Schema, TablesRelationalConfig>;

/** Drizzle, and how to end it. */
export interface DrizzleOverPool {
  db: NodePgDatabase & { $client: Pool };
  /** Takes no more statements, finishes those that run, then ends the pool. */
  end: () => Promise<void>;
}

/**
 * Drizzle over a pool of connections. Beside what Drizzle does by itself every failure is a StoreError (Drizzle's own quotes the
 * values of the statement), a rollback that fails does not hide why it was needed, and a connection in doubt is not used again.
 * With `turns`, for a pool of one, statements beside an open transaction are refused.
 */
export function drizzleOver(pool: Pool, turns?: Turns): DrizzleOverPool {
  const dialect = new PgDialect();
  const session = new PoolSession(pool, dialect, turns);
  return {
    db: Object.assign(new NodePgDatabase<Schema>(dialect, session, undefined), { $client: pool }),
    async end() {
      await session.end();
      await pool.end();
    },
  };
}

/** Statements on one connection. */
class ConnectionSession extends NodePgSession<Schema, TablesRelationalConfig> {
  override prepareQuery<T extends PreparedQueryConfig = PreparedQueryConfig>(
    ...prepared: Parameters<NodePgSession<Schema, TablesRelationalConfig>["prepareQuery"]>
  ): NodePgPreparedQuery<T> {
    const statement = super.prepareQuery(...prepared) as NodePgPreparedQuery<T>;
    const execute = statement.execute.bind(statement);
    const all = statement.all.bind(statement);
    statement.execute = (values) => this.asked(() => execute(values));
    statement.all = (values) => this.asked(() => all(values));
    return statement;
  }

  protected async asked<R>(run: () => Promise<R>): Promise<R> {
    try {
      return await run();
    } catch (error) {
      throw storeErrorOf(error);
    }
  }
}

/** Statements each on any connection of the pool, transactions each on one. */
class PoolSession extends ConnectionSession {
  readonly #pool: Pool;
  readonly #turns: Turns | undefined;
  readonly #running = new Set<Promise<unknown>>();
  #ended = false;

  constructor(pool: Pool, dialect: PgDialect, turns: Turns | undefined) {
    super(pool, dialect, undefined);
    this.#pool = pool;
    this.#turns = turns;
  }

  protected override asked<R>(run: () => Promise<R>): Promise<R> {
    return this.#taken(() => super.asked(run));
  }

  async end(): Promise<void> {
    this.#ended = true;
    await Promise.allSettled(this.#running);
  }

  async #taken<R>(run: () => Promise<R>): Promise<R> {
    this.#turns?.assertOutside();
    if (this.#ended) throw new StoreError("unavailable", "the database is closed");
    const running = run();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  override async transaction<R>(
    work: (transaction: Transaction) => Promise<R>,
    config?: PgTransactionConfig,
  ): Promise<R> {
    const run = (): Promise<R> => this.#transaction(work, config);
    const turns = this.#turns;
    return this.#taken(turns === undefined ? run : () => turns.run(run));
  }

  async #transaction<R>(
    work: (transaction: Transaction) => Promise<R>,
    config: PgTransactionConfig | undefined,
  ): Promise<R> {
    const connection = await super.asked(() => this.#pool.connect());
    const session = new ConnectionSession(connection, this.dialect, undefined);
    const transaction: Transaction = new NodePgTransaction(this.dialect, session, undefined);
    let doubt: Error | undefined;
    try {
      await transaction.execute(sql`begin`);
      if (config !== undefined) await transaction.setTransaction(config);
      const result = await work(transaction);
      await transaction.execute(sql`commit`);
      return result;
    } catch (error) {
      doubt = await rolledBack(transaction);
      throw error;
    } finally {
      connection.release(doubt);
    }
  }
}

/** Undefined when it worked. */
async function rolledBack(transaction: Transaction): Promise<Error | undefined> {
  try {
    await transaction.execute(sql`rollback`);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error("rollback failed");
  }
}

import pg from "pg";

/** How long a connection, or a free one of the pool, is waited for. */
const connectMs = 10_000;
/** The server ends statements that take longer. */
const statementMs = 30_000;
/** This side gives up on a connection that no longer answers; longer than the server's own limit. */
const answerMs = 60_000;

/** Connections to a PostgreSQL server (`postgres://user:password@host:5432/database`), opened when they are needed. Throws nothing. */
export function connectNetwork(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    query_timeout: answerMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: "goldloop",
  });
  outliveLostConnections(pool);
  return pool;
}

/** A connection that is lost while nobody uses it reports to whoever listens, and ends the process when nobody does. */
export function outliveLostConnections(pool: pg.Pool): void {
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
}

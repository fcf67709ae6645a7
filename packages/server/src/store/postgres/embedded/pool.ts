import pg from "pg";
import { outliveLostConnections } from "../network.ts";
import type { Engine } from "./engine.ts";
import { WireStream } from "./wire-stream.ts";

/** How long a statement waits for those before it. */
const turnMs = 30_000;

/** The engine's one session as a pool of one connection, so that transactions and statements take turns. */
export function connectEngine(engine: Engine): pg.Pool {
  const pool = new pg.Pool({
    stream: () => new WireStream(engine),
    max: 1,
    connectionTimeoutMillis: turnMs,
    idleTimeoutMillis: 0,
    // what `pg` would else take from the environment
    host: "embedded",
    port: 5432,
    user: "postgres",
    password: "",
    database: "postgres",
    ssl: false,
  });
  outliveLostConnections(pool);
  return pool;
}

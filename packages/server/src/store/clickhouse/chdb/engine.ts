import { mkdirSync, readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { StoreError } from "../../error.ts";
import type { Lane } from "../clickhouse.ts";
import type { LaneClients } from "../lane-clients.ts";
import { storeErrorOf } from "../store-failure.ts";
import { chdbConnection } from "./connection.ts";
import { loadChdb, type Session } from "./load.ts";
import { SessionPool } from "./session-pool.ts";
import { quoted } from "./statement.ts";

/** How the embedded engine is to run. */
export interface EngineOptions {
  /** Queries that run at the same time. Default 3. */
  readers?: number;
  /** Cap on all memory of the engine. Default half of what this machine, or its container, has. */
  maxMemoryBytes?: number;
}

const database = "goldloop";

/**
 * Opens chDB on a folder, made when missing, with one pool of sessions for each lane: one that writes, several that read,
 * one for background work, so that no kind waits behind another. Throws a StoreError (`unavailable`) when chDB is not
 * installed or another process holds the folder.
 */
export async function openEngine(dataDir: string, options: EngineOptions = {}): Promise<LaneClients> {
  const chdb = await loadChdb();
  mkdirSync(dataDir, { recursive: true });
  const connectionArgs = engineArguments(options.maxMemoryBytes ?? defaultMaxMemoryBytes());

  const connect = (): Session => {
    try {
      return new chdb.Session(dataDir, { connectionArgs });
    } catch (error) {
      throw openFailure(error, dataDir);
    }
  };
  const open = (): Session => {
    const session = connect();
    session.query(sessionStart);
    return session;
  };

  let control = connect();
  const version = await prepare(control, chdb.drainPending);
  const kill = (mark: string): void => {
    try {
      // On this thread: libuv's threads may all be busy with the very queries that are to end.
      control.query(`KILL QUERY WHERE Settings['log_comment'] = ${quoted(mark)} ASYNC`);
    } catch {
      control.close();
      control = connect();
    }
  };

  const pools: Record<Lane, SessionPool> = {
    query: new SessionPool(open, options.readers ?? 3),
    ingest: new SessionPool(open, 1),
    background: new SessionPool(open, 1),
  };
  const client = (lane: Lane): LaneClients["clients"][Lane] =>
    createClient({ connection: chdbConnection(pools[lane], kill), log: { level: ClickHouseLogLevel.OFF } });

  return {
    clients: { query: client("query"), ingest: client("ingest"), background: client("background") },
    // The connection kills by itself when its signal is aborted, for it knows when a statement has ended.
    kill: () => undefined,
    description: `chDB ${version} in ${dataDir}`,
    embedded: true,
    async close() {
      await Promise.all(Object.values(pools).map((pool) => pool.close()));
      control.close();
      await chdb.drainPending();
    },
  };
}

/** Large texts come as parameters, which count as query text; integers beyond 2^53 must not be rounded. */
const sessionStart = `USE ${database}; SET max_query_size = 67108864, output_format_json_quote_64bit_integers = 1`;

function engineArguments(maxMemoryBytes: number): string[] {
  return [
    `--max_server_memory_usage=${maxMemoryBytes}`,
    `--mark_cache_size=${128 * 1024 ** 2}`,
    `--index_mark_cache_size=${64 * 1024 ** 2}`,
    "--uncompressed_cache_size=0",
  ];
}

function defaultMaxMemoryBytes(): number {
  const constrained = process.constrainedMemory();
  return Math.floor(Math.min(totalmem(), constrained > 0 ? constrained : Number.POSITIVE_INFINITY) / 2);
}

async function prepare(control: Session, drained: () => Promise<void>): Promise<string> {
  try {
    control.query(`CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`);
    const [major, minor] = control.query("SELECT version()", "TabSeparated").split(".");
    return `${major}.${minor}`;
  } catch (error) {
    control.close();
    await drained();
    throw storeErrorOf(error);
  }
}

/** The engine tells why it cannot open a folder on stderr only. */
function openFailure(error: unknown, dataDir: string): StoreError {
  const text = error instanceof Error ? error.message : String(error);
  if (/one active data director|Cannot open a session/i.test(text)) {
    return new StoreError("unavailable", "this process has another data folder of chDB open", { cause: error });
  }
  const what = heldByAnother(dataDir)
    ? `another process has the data folder ${dataDir} open`
    : `chDB cannot open the data folder ${dataDir}`;
  return new StoreError("unavailable", what, {
    hint: "stop the other goldloop serve, or give this one a folder of its own: --data DIR",
    cause: error,
  });
}

/** Whether the process that last opened the folder, whose number the engine keeps in `status`, is another and alive. */
function heldByAnother(dataDir: string): boolean {
  try {
    const pid = Number(/^PID: (\d+)/m.exec(readFileSync(join(dataDir, "status"), "utf8"))?.[1]);
    if (!Number.isInteger(pid) || pid === process.pid) return false;
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === "EPERM";
  }
}

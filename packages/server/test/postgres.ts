import { execFile } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);
const programs = "/usr/lib/postgresql/15/bin";

/** Whether PostgreSQL 15 is installed here; tests that need it skip visibly without it. */
export const postgresInstalled = existsSync(join(programs, "postgres"));

/** A PostgreSQL 15 server for tests, with a folder and a socket of its own. */
export interface PostgresServer {
  /** Makes an empty database and returns its address for GOLDLOOP_DATABASE_URL. */
  createDatabase(name: string): Promise<string>;
  /** `immediate`: as if it had crashed. Connections are cut, the next ones refused. */
  stop(mode?: "fast" | "immediate"): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** Makes a server in a new folder and starts it, which takes about a second. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "goldloop-postgres-"));
  chmodSync(folder, 0o755);
  // The server refuses to run as root.
  const root = process.getuid?.() === 0;
  if (root) {
    const [uid, gid] = await Promise.all(
      ["-u", "-g"].map(async (flag) => (await run("id", [flag, "postgres"])).stdout),
    );
    chownSync(folder, Number(uid), Number(gid));
  }
  const call = (program: string, args: readonly string[]) => {
    const command = [join(programs, program), ...args];
    const [first = "", ...rest] = root
      ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", ...command]
      : command;
    return run(first, rest, { cwd: folder });
  };
  const data = join(folder, "data");
  const url = (database: string) => `postgres://postgres@localhost/${database}?host=${folder}`;
  const start = async () => {
    const options = `-k ${folder} -c listen_addresses='' -c fsync=off`;
    await call("pg_ctl", ["-D", data, "-w", "-l", join(folder, "log"), "-o", options, "start"]);
  };
  const stop = async (mode: "fast" | "immediate" = "fast") => {
    await call("pg_ctl", ["-D", data, "-w", "-m", mode, "stop"]);
  };

  await call("initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-N"]);
  await start();
  return {
    start,
    stop,
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: url("postgres") });
      await client.connect();
      await client.query(`create database ${pg.escapeIdentifier(name)}`);
      await client.end();
      return url(name);
    },
    async remove() {
      await stop("immediate").catch(() => undefined);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

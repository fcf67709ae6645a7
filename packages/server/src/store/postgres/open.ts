import { mkdirSync } from "node:fs";
import { sql } from "drizzle-orm";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Database } from "./database.ts";
import { createEngine } from "./embedded/engine.ts";
import { connectEngine } from "./embedded/pool.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { connectNetwork } from "./network.ts";
import { drizzleOver } from "./session.ts";
import { storeErrorOf } from "./store-failure.ts";
import { Turns } from "./turns.ts";

/** How to open the database of everything but spans. */
export interface DatabaseOptions {
  /**
   * Of the embedded one: power loss loses nothing either, for every commit waits for the disk. Default false: what is
   * acknowledged survives the end of the process, however it ends, but not that of the machine. A server has its own settings.
   */
  fsync?: boolean;
  /** Told when the embedded database is lost and opened again. */
  log?: Logger;
}

/**
 * Opens PGlite in a folder (made when missing) or connects to a server (`postgres://user:password@host:5432/database`), brings
 * its tables up to date, and returns it. Throws an InputError when another process has the folder open; a StoreError when the
 * folder cannot be opened, the server does not answer, or the tables are newer than this program.
 */
export async function openDatabase(
  settings: { dataDir: string } | { url: string },
  options: DatabaseOptions = {},
): Promise<Database> {
  return "url" in settings ? openNetwork(settings.url) : openEmbedded(settings.dataDir, options);
}

async function openEmbedded(dataDir: string, { fsync = false, log }: DatabaseOptions): Promise<Database> {
  mkdirSync(dataDir, { recursive: true });
  const engine = createEngine({ folder: dataDir, fsync }, { log });
  try {
    const version = await engine.ready();
    const { db, end } = drizzleOver(connectEngine(engine), new Turns());
    const close = async (): Promise<void> => {
      await end();
      await engine.close();
    };
    return await migrated({ db, description: `PGlite ${version} in ${dataDir}`, embedded: true, close });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function openNetwork(url: string): Promise<Database> {
  const pool = connectNetwork(url);
  try {
    const description = `PostgreSQL ${await versionOf(pool)} at ${new URL(url).host}`;
    const { db, end } = drizzleOver(pool);
    return await migrated({ db, description, embedded: false, close: end });
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function versionOf(pool: Pool): Promise<string> {
  try {
    const { rows } = await pool.query<{ version: string }>("select current_setting('server_version') as version");
    return rows[0]?.version.split(" ", 1)[0] ?? "";
  } catch (error) {
    throw storeErrorOf(error);
  }
}

async function migrated(database: Pick<Database, "db" | "description" | "embedded" | "close">): Promise<Database> {
  await migrate(database.db, readMigrations());
  return {
    ...database,
    async ping() {
      await database.db.execute(sql`select 1`);
    },
  };
}

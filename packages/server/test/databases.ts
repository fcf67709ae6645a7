import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../src/store/postgres/index.ts";
import { postgresInstalled, startPostgres, type PostgresServer } from "./postgres.ts";

/** One of the engines behind the same query layer. */
export interface DatabaseEngine {
  name: string;
  /** Why its tests are skipped. */
  missing?: string;
  start(): Promise<StartedEngine>;
}

/** An engine for the tests of a file. */
export interface StartedEngine {
  /** What `openDatabase` takes; nothing is stored there yet. */
  place(): Promise<{ dataDir: string } | { url: string }>;
  server?: PostgresServer;
  remove(): Promise<void>;
}

/** What every test of the query layer runs on. */
export const databaseEngines: readonly DatabaseEngine[] = [
  {
    name: "PGlite",
    async start() {
      const folder = mkdtempSync(join(tmpdir(), "goldloop-pglite-"));
      // A copy is there in a moment where new data take seconds.
      const template = join(folder, "template");
      await (await openDatabase({ dataDir: template })).close();
      let count = 0;
      return {
        place() {
          const dataDir = join(folder, String(++count));
          cpSync(join(template, "data"), join(dataDir, "data"), { recursive: true });
          return Promise.resolve({ dataDir });
        },
        remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true, maxRetries: 5 })),
      };
    },
  },
  {
    name: "PostgreSQL 15",
    ...(postgresInstalled ? {} : { missing: "PostgreSQL 15 is not installed here" }),
    async start() {
      const server = await startPostgres();
      let count = 0;
      return {
        server,
        place: async () => ({ url: await server.createDatabase(`database_${++count}`) }),
        remove: () => server.remove(),
      };
    },
  },
];

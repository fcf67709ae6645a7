import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { createAccess } from "../access/index.ts";
import type { Services } from "../api/index.ts";
import type { ServerSettings } from "../config/index.ts";
import { createIngest, type IngestStatistics } from "../ingest/index.ts";
import { createSettledHours, createSignals, type RollUps, type Signals } from "../signal/index.ts";
import { createReview } from "../review/index.ts";
import { openClickHouse } from "../store/clickhouse/index.ts";
import { createProjects, openDatabase } from "../store/postgres/index.ts";
import { createSpans } from "../store/spans/index.ts";
import type { OpenThings } from "./open-things.ts";

/** The services, with what only the server itself asks of them. */
export interface OpenServices extends Services {
  signals: Signals & RollUps;
  ingestStatistics(): IngestStatistics;
}

/**
 * Opens databases and services one after the other; `things` remembers how to close them. Throws an InputError or a
 * StoreError: a folder is held by another process, a database does not answer or is newer than this program.
 */
export async function openServices(settings: ServerSettings, log: Logger, things: OpenThings): Promise<OpenServices> {
  const { fsync } = settings;
  const database = things.opened(
    await openDatabase(placeOf(settings.databaseUrl, settings.data, "postgres"), { fsync, log }),
    (one) => one.close(),
  );
  const clickhouse = things.opened(
    await openClickHouse(placeOf(settings.clickhouseUrl, settings.data, "clickhouse"), {
      fsync,
      onDetachedParts: (parts) => log.warn({ ...parts }, "ClickHouse set damaged data aside"),
    }),
    (one) => one.close(),
  );
  const projects = things.opened(createProjects({ database, settings, log }), (one) => one.close());
  const access = things.opened(createAccess({ database, settings, log }), (one) => one.close());
  const ingest = things.opened(createIngest({ clickhouse, projects, settings, log }), (one) => one.close());
  const spans = createSpans(clickhouse, createSettledHours({ clickhouse, projects }));
  const signals = createSignals({ clickhouse, projects });
  const review = createReview({ clickhouse, database, spans, projects });
  return {
    settings,
    log,
    clickhouse,
    database,
    projects,
    access,
    ingest,
    spans,
    signals,
    review,
    ingestStatistics: () => ingest.statistics(),
  };
}

function placeOf(url: string | undefined, data: string, folder: string): { url: string } | { dataDir: string } {
  if (url !== undefined) return { url };
  const dataDir = join(data, folder);
  // What lies there is for this user only: secrets of projects are among it.
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return { dataDir };
}

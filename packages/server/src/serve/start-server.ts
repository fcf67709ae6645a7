import { fileURLToPath } from "node:url";
import { createApp } from "../api/index.ts";
import type { ServerSettings } from "../config/index.ts";
import { startGrpc } from "../ingest/index.ts";
import { createLog, createMetrics, exposeIngest, faultOf, type LogOutput } from "../observe/index.ts";
import { exclusivelyOver } from "./exclusively.ts";
import { listen } from "./http-server.ts";
import { jobsOf } from "./jobs.ts";
import { openServices } from "./open-services.ts";
import { openThings } from "./open-things.ts";
import { startWorker } from "./worker.ts";

/** A server that listens. */
export interface RunningServer {
  /** `http://127.0.0.1:4318` */
  url: string;
  /** `127.0.0.1:4317`; absent when switched off. */
  grpcUrl?: string;
  /** While nobody exists: the address that makes the first admin, once. */
  setupLink?: string;
  /** Settled when the server had to give up by itself. */
  failed: Promise<Error>;
  /** Takes nothing more, finishes what was taken, closes the databases. */
  close(): Promise<void>;
}

/** How long a request that is being answered may take when the server is told to stop. */
const patienceMs = 20_000;

const webRoot = fileURLToPath(new URL("../../dist/web", import.meta.url));

/**
 * Opens the databases, then listens. What was opened is closed again when a later step fails. Throws an InputError (port
 * taken, folder held by another process) or a StoreError (a database does not answer).
 */
export async function startServer(
  settings: ServerSettings,
  { log: output }: { log: LogOutput },
): Promise<RunningServer> {
  const log = createLog(settings.logLevel, output);
  const things = openThings();
  try {
    const metrics = createMetrics();
    const services = await openServices(settings, log, things);
    exposeIngest(metrics.registry, () => services.ingestStatistics());
    const setupToken = await services.access.prepare();
    if (settings.roles.includes("worker")) {
      const exclusively = exclusivelyOver(services.database);
      things.opened(startWorker(jobsOf(services), { exclusively, metrics, log }), (worker) => worker.close());
    }
    const failure = Promise.withResolvers<Error>();
    const app = createApp(services, { metrics, webRoot });
    const http = things.opened(await listen(app.fetch, settings.host, settings.port, failure.resolve), (one) =>
      one.close(patienceMs),
    );
    const grpc = settings.roles.includes("ingest") ? await openGrpc() : undefined;
    const url = `http://${http.address}`;
    log.info({ clickhouse: services.clickhouse.description, database: services.database.description }, "listening");
    return {
      url,
      ...(grpc === undefined ? {} : { grpcUrl: grpc.address }),
      ...(setupToken === undefined ? {} : { setupLink: `${settings.publicUrl ?? url}/setup?token=${setupToken}` }),
      failed: failure.promise,
      async close() {
        log.info("stopping");
        await things.close();
      },
    };

    async function openGrpc() {
      const { host, grpcPort: port } = settings;
      if (port === undefined) return undefined;
      return things.opened(await startGrpc({ services, host, port }), (one) => one.close(patienceMs));
    }
  } catch (error) {
    await things.close().catch((closing: unknown) => log.error(faultOf(closing), "closing failed"));
    throw error;
  }
}

export { readSettings } from "./config/read-settings.ts";
export { startServer } from "./serve/start-server.ts";
export type { RunningServer } from "./serve/start-server.ts";
export { clusterSchema } from "./store/clickhouse/index.ts";
export type { Cluster } from "./store/clickhouse/index.ts";
export { version } from "./version.ts";
export type { ServerSettings } from "./config/settings.ts";
export type { Problem } from "./api/contract/shared.ts";
export type * from "./api/contract/access.ts";
export type * from "./api/contract/feedback.ts";
export type * from "./api/contract/signals.ts";
export type * from "./api/contract/traces.ts";
/**
 * The routes under `/api/v1` as a type, for Hono's typed client:
 *
 * ```ts
 * import { hc } from "hono/client";
 * import type { Api } from "goldloop-server";
 *
 * const api = hc<Api>("/api/v1");
 * const answer = await api.traces[":traceId"].$get({ param: { traceId }, query: { project } });
 * if (!answer.ok) throw await problemOf(answer); // every failure is a `Problem`
 * const trace = await answer.json(); // TraceJson
 * ```
 */
export type { Api } from "./api/app.ts";

export { faultOf } from "./fault.ts";
export { exposeIngest } from "./ingest-metrics.ts";
export type { IngestCounts } from "./ingest-metrics.ts";
export { createLog } from "./log.ts";
export type { LogOutput } from "./log.ts";
export { createMetrics } from "./metrics.ts";
export type { Metrics } from "./metrics.ts";

export type { ClickHouse, Lane, QueryOptions, QueryParameter } from "./clickhouse.ts";
export { openClickHouse, type ClickHouseOptions } from "./open.ts";
export type { DetachedParts } from "./detached-parts.ts";
export { clusterSchema, type Cluster } from "./cluster-schema.ts";

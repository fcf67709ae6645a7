import type { ClickHouse, QueryOptions } from "../clickhouse/clickhouse.ts";
import type { Bindings } from "./bindings.ts";

/** The rows of a SELECT over the values bound for it. Throws a StoreError. */
export type Read = <Row>(sql: string, bindings: Bindings) => Promise<Row[]>;

/**
 * Reads with the setting that all of these reads share: versions of a span share their day, so parts of different days need not
 * be compared.
 */
export function reader(clickhouse: Pick<ClickHouse, "rows">, options: Pick<QueryOptions, "signal"> = {}): Read {
  return (sql, { parameters }) =>
    clickhouse.rows(`${sql} SETTINGS do_not_merge_across_partitions_select_final = 1`, { parameters, ...options });
}

import type { ClickHouse, QueryOptions } from "../clickhouse/clickhouse.ts";
import type { Bindings } from "./bindings.ts";

/** The rows of a SELECT over the values bound for it. Throws a StoreError. */
export type Read = <Row>(sql: string, bindings: Bindings) => Promise<Row[]>;

type Options = Pick<QueryOptions, "signal" | "lane">;

/** Versions of a span share their day, so parts of different days need not be compared. */
const daysApart = "do_not_merge_across_partitions_select_final = 1";

/** Reads with the setting that all of these reads share. */
export function reader(clickhouse: Pick<ClickHouse, "rows">, options: Options = {}): Read {
  return readerWith(clickhouse, daysApart, options);
}

/** As `reader`, for queries over most rows of a range: what a subquery names is all over it, so no index is asked for it. */
export function scanner(clickhouse: Pick<ClickHouse, "rows">, options: Options = {}): Read {
  return readerWith(clickhouse, `${daysApart}, use_index_for_in_with_subqueries = 0`, options);
}

function readerWith(clickhouse: Pick<ClickHouse, "rows">, settings: string, options: Options): Read {
  return (sql, { parameters }) => clickhouse.rows(`${sql} SETTINGS ${settings}`, { parameters, ...options });
}

/** Values bound to `{name:Type}` in a query; arrays for `Array(T)`. Dates as ms or ISO text with an explicit type. */
export type QueryParameter = string | number | boolean | null | readonly string[] | readonly number[];

/** Work of one kind never waits behind another's (engines: one session runs one query at a time). */
export type Lane = "query" | "ingest" | "background";

export interface QueryOptions {
  parameters?: Readonly<Record<string, QueryParameter>>;
  /** Default `query`. */
  lane?: Lane;
  /** Cap on the run time; the query is killed in the engine, not only left alone. Default 30,000 for queries. */
  timeoutMs?: number;
  /** Cap on memory. Default 1 GiB. */
  maxMemoryBytes?: number;
  /** Kills the query in the engine when aborted. */
  signal?: AbortSignal;
}

/**
 * ClickHouse, in process (chDB) or over the network, through `@clickhouse/client`. A query that fails, times out or is
 * cancelled never leaves a row to another. 64-bit integers arrive as strings where SQL does not cast them (`toFloat64`, `toUInt32`).
 */
export interface ClickHouse {
  /** The rows of a SELECT. Throws a StoreError. */
  rows<Row>(sql: string, options?: QueryOptions): Promise<Row[]>;
  /** Inserts lines of JSON, each ended by `\n`, in one block; returns when they are stored durably. */
  insertLines(
    table: string,
    lines: Buffer | readonly Buffer[],
    options?: Pick<QueryOptions, "timeoutMs" | "signal">,
  ): Promise<void>;
  /** DDL, ALTER, DELETE. */
  command(sql: string, options?: QueryOptions): Promise<void>;
  /** Throws a StoreError when the engine does not answer. */
  ping(): Promise<void>;
  /** What it is, for the settings page: `chDB 26.7 in /data/clickhouse`. */
  readonly description: string;
  /** True for chDB: one process, so that counts in it are exact at once. */
  readonly embedded: boolean;
  close(): Promise<void>;
}

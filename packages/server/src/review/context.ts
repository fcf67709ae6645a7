import type { ClickHouse } from "../store/clickhouse/index.ts";
import type { Database } from "../store/postgres/index.ts";
import type { SpanReads } from "../store/spans/index.ts";

/** What every part of this room works with. */
export interface ReviewContext {
  readonly clickhouse: ClickHouse;
  readonly database: Database;
  readonly spans: Pick<SpanReads, "rows">;
  /** ms since 1970 */
  readonly now: () => number;
}

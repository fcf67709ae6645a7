import type { ClickHouse } from "./clickhouse.ts";

/** Parts of a table that ClickHouse set aside because they are damaged: their rows are missing from every answer. */
export interface DetachedParts {
  table: string;
  parts: number;
  /** ClickHouse's words: `broken-on-start`. */
  reasons: string[];
}

/** What was set aside in the tables of the current database, by damage and not by a person. Throws a StoreError. */
export async function detachedParts(clickhouse: ClickHouse): Promise<DetachedParts[]> {
  return await clickhouse.rows<DetachedParts>(
    `SELECT table, toUInt32(count()) AS parts, arraySort(groupUniqArray(assumeNotNull(reason))) AS reasons
     FROM system.detached_parts WHERE database = currentDatabase() AND reason NOT IN ('', 'ignored', 'clone')
     GROUP BY table ORDER BY table`,
    { lane: "background" },
  );
}

import { setTimeout as sleep } from "node:timers/promises";
import type { ClickHouse, QueryParameter } from "../clickhouse/clickhouse.ts";
import { ofProject } from "./bindings.ts";

/** Tables that hold what was sent, or what it adds up to trace by trace. */
export type SentTable = "spans" | "scores" | "span_events" | "settled_traces";

const pollMs = 200;
/** A query that began before may read a replaced part to its end. */
const longestWaitMs = 60_000;

/**
 * Removes the rows of a project that `condition` chooses, for good: parts of the table that hold any are written anew, and this
 * returns when they are. The statement is kept on disk for a while: `condition` must not quote what is to be forgotten.
 * Throws a StoreError.
 */
export async function removeRows(
  clickhouse: ClickHouse,
  table: SentTable,
  condition: string,
  parameters: Readonly<Record<string, QueryParameter>>,
): Promise<void> {
  // A mark of deletion would leave the bytes until the next merge. Two: on a server, on all its replicas.
  await clickhouse.command(
    `ALTER TABLE ${table} DELETE WHERE ${ofProject} AND ${condition} SETTINGS mutations_sync = 2`,
    {
      parameters,
    },
  );
}

/**
 * Has the parts that were replaced removed from disk now, where the engine would keep them for eight minutes. Returns when
 * they are gone, or after a minute, when a query still reads them. Throws a StoreError.
 */
export async function removeReplacedParts(clickhouse: ClickHouse, tables: readonly SentTable[]): Promise<void> {
  for (const table of tables) await clickhouse.command(`ALTER TABLE ${table} MODIFY SETTING old_parts_lifetime = 0`);
  try {
    for (const until = Date.now() + longestWaitMs; Date.now() < until; await sleep(pollMs)) {
      // No partition has this id. A table removes its replaced parts at once when one is dropped, else when its own clean-up comes
      // round, which after a quiet time takes minutes. Each time: merges that were under way have replaced more.
      for (const table of tables) await clickhouse.command(`ALTER TABLE ${table} DROP PARTITION ID 'none'`);
      const [row] = await clickhouse.rows<{ left: number }>(
        `SELECT toFloat64(count()) AS left FROM system.parts
         WHERE database = currentDatabase() AND table IN {tables:Array(String)} AND NOT active`,
        { parameters: { tables }, lane: "background" },
      );
      if (row?.left === 0) return;
    }
  } finally {
    for (const table of tables) await clickhouse.command(`ALTER TABLE ${table} RESET SETTING old_parts_lifetime`);
  }
}

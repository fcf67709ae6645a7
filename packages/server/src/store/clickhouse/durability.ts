import type { ClickHouse } from "./clickhouse.ts";

const settings = "fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1";

/**
 * Makes inserts and merges wait for the disk, or, in an engine of our own, not wait. A table's setting, so it holds for
 * whoever writes. Without it nothing is lost when the process is killed, but the last seconds may be when power fails.
 * Throws a StoreError.
 */
export async function keepOnDisk(clickhouse: ClickHouse, fsync: boolean): Promise<void> {
  if (!fsync && !clickhouse.embedded) return;
  const tables = await clickhouse.rows<{ name: string; set: number }>(
    `SELECT name, toUInt8(position(engine_full, 'fsync_after_insert = 1') > 0) AS set FROM system.tables
     WHERE database = currentDatabase() AND engine LIKE '%MergeTree'`,
    { lane: "background" },
  );
  for (const { name, set } of tables) {
    if (fsync && set === 0) await clickhouse.command(`ALTER TABLE ${name} MODIFY SETTING ${settings}`);
    if (!fsync && set === 1) {
      const names = settings.replaceAll(" = 1", "");
      await clickhouse.command(`ALTER TABLE ${name} RESET SETTING ${names}`);
    }
  }
}

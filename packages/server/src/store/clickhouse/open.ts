import type { ClickHouse } from "./clickhouse.ts";
import { openEngine, type EngineOptions } from "./chdb/engine.ts";
import { detachedParts, type DetachedParts } from "./detached-parts.ts";
import { clickHouseOver } from "./lane-clickhouse.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { keepOnDisk } from "./durability.ts";
import { connectServer } from "./server.ts";

/** How to open the store of spans and scores. */
export interface ClickHouseOptions extends EngineOptions {
  /** Power loss loses nothing either: inserts wait for the disk. Default false. Of a server only switched on, never off. */
  fsync?: boolean;
  /** Called at opening for each table of which a damaged part was set aside. */
  onDetachedParts?: (parts: DetachedParts) => void;
}

/**
 * Opens chDB in a folder or connects to a server (`http://user:password@host:8123/database`), brings its tables up to date,
 * and returns it. Throws a StoreError: chDB is not installed, the folder is held by another process, the server does not
 * answer, its tables are newer than this program.
 */
export async function openClickHouse(
  settings: { dataDir: string } | { url: string },
  options: ClickHouseOptions = {},
): Promise<ClickHouse> {
  const lanes =
    "url" in settings ? await connectServer(settings.url, options) : await openEngine(settings.dataDir, options);
  const clickhouse = clickHouseOver(lanes);
  try {
    await migrate(clickhouse, migrations);
    await keepOnDisk(clickhouse, options.fsync ?? false);
    for (const parts of await detachedParts(clickhouse)) options.onDetachedParts?.(parts);
    return clickhouse;
  } catch (error) {
    await clickhouse.close();
    throw error;
  }
}

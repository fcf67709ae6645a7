import type { ClickHouse, Lane } from "../../store/clickhouse/index.ts";

/** How far the rollups of a project have come, ms since 1970. */
export interface Progress {
  /** What arrived until then is in them. */
  watermarkMs: number;
  /** Hours before it are in them; later ones are read from the spans. */
  frontierMs: number;
  version: number;
}

/** Undefined before the first hour was rolled up. Throws a StoreError. */
export async function progressOf(clickhouse: ClickHouse, project: string, lane: Lane): Promise<Progress | undefined> {
  const [row] = await clickhouse.rows<Progress>(
    `SELECT toFloat64(toUnixTimestamp64Milli(watermark)) AS watermarkMs, toUnixTimestamp(frontier) * 1000. AS frontierMs,
       toFloat64(version) AS version
     FROM rollup_progress FINAL WHERE project = {project:String}`,
    { parameters: { project }, lane },
  );
  return row;
}

/** Remembers how far they have come. Throws a StoreError. */
export async function saveProgress(clickhouse: ClickHouse, project: string, progress: Progress): Promise<void> {
  await clickhouse.command(
    `INSERT INTO rollup_progress (project, watermark, frontier, version) VALUES
     ({project:String}, fromUnixTimestamp64Milli({watermarkMs:Int64}), toDateTime({frontier:UInt32}), {version:UInt64})`,
    {
      parameters: {
        project,
        watermarkMs: progress.watermarkMs,
        frontier: progress.frontierMs / 1000,
        version: progress.version,
      },
    },
  );
}

import type { ClickHouse } from "../store/clickhouse/clickhouse.ts";
import type { ScoreRow } from "../store/spans/row.ts";

/** A score as it is given to the path. */
export type GivenScore = Omit<ScoreRow, "ingested_at">;

const columns =
  "project, id, trace_id, span_id, session_id, name, source, feedback, score, value, comment, metadata, " +
  "toFloat64(toUnixTimestamp64Milli(time)) AS time_ms";

/** The newest version of a score, or undefined when there is none or it was deleted. Throws a StoreError. */
export async function storedScore(
  clickhouse: Pick<ClickHouse, "rows">,
  project: string,
  id: string,
): Promise<GivenScore | undefined> {
  const [row] = await clickhouse.rows<Omit<GivenScore, "time" | "deleted"> & { time_ms: number }>(
    `SELECT ${columns} FROM scores FINAL WHERE project = {project:String} AND id = {id:String} AND deleted = 0`,
    { parameters: { project, id } },
  );
  if (row === undefined) return undefined;
  const { time_ms: time, ...rest } = row;
  return { ...rest, time, deleted: 0 };
}

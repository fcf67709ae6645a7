import type { ClickHouse } from "../clickhouse/clickhouse.ts";
import { ofProject } from "./bindings.ts";

/** Hours, s since 1970, in which spans of the traces started, or something was said of these or of the sessions. Throws a StoreError. */
export async function hoursOf(
  clickhouse: ClickHouse,
  project: string,
  { traces, sessions }: { traces: readonly string[]; sessions: readonly string[] },
): Promise<number[]> {
  const rows = await clickhouse.rows<{ hour: number }>(
    `SELECT DISTINCT toUnixTimestamp(hour) AS hour FROM (
       SELECT toStartOfHour(start) AS hour FROM spans WHERE ${ofProject} AND trace_id IN {traces:Array(String)}
       UNION ALL
       SELECT toStartOfHour(time) FROM scores
       WHERE ${ofProject} AND (trace_id IN {traces:Array(String)} OR session_id IN {sessions:Array(String)})
     ) ORDER BY hour`,
    { parameters: { project, traces, sessions }, lane: "background" },
  );
  return rows.map(({ hour }) => hour);
}

/**
 * Has the rollups of hours computed anew, and the signals read the spans until then: no newer row tells of one that was taken
 * away. Called before a removal, should it be cut short, and after it. Throws a StoreError.
 */
export async function markDirty(clickhouse: ClickHouse, project: string, hours: readonly number[]): Promise<void> {
  if (hours.length === 0) return;
  await clickhouse.command(
    `INSERT INTO rollup_dirty (project, hour, marked_at)
     SELECT {project:String}, toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'), fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC')`,
    { parameters: { project, hours, nowMs: Date.now() } },
  );
}

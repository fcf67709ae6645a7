import type { ClickHouse, Lane } from "../../store/clickhouse/index.ts";
import { moment } from "../facts/interval.ts";
import { marginMs, longestMs } from "../facts/trace-span.ts";
import { scoreLookAheadMs } from "../facts/score-facts.ts";
import type { Progress } from "./progress.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Longer than the longest insert takes and than clocks of machines differ. */
export const safetyMs = 60_000;

/** The first hour, ms, that may still be computed: of earlier ones spans, or what belongs to them, have been removed. */
export function firstOpenHour(retentionDays: number, nowMs: number): number {
  return Math.ceil((nowMs - retentionDays * dayMs + marginMs) / hourMs) * hourMs;
}

/** What has arrived since the rollups were computed, as an SQL condition. */
export function arrivedSince({ watermarkMs }: Pick<Progress, "watermarkMs">): string {
  return `ingested_at > ${moment(watermarkMs - safetyMs)}`;
}

/**
 * Hours, ms since 1970, that the rollups hold and that are no longer what the spans and scores say: something arrived or was
 * taken away. Throws a StoreError.
 */
export async function dirtyHours(
  clickhouse: ClickHouse,
  project: string,
  progress: Progress,
  { fromMs, lane, signal }: { fromMs: number; lane: Lane; signal?: AbortSignal | undefined },
): Promise<number[]> {
  const { frontierMs } = progress;
  const mine = "project = {project:String}";
  const arrived = arrivedSince(progress);
  const late = `${mine} AND ${arrived} AND start < ${moment(frontierMs + marginMs + scoreLookAheadMs)}`;
  const scores = `FROM scores WHERE ${mine} AND ${arrived}`;
  const rows = await clickhouse.rows<{ hourMs: number }>(
    `WITH long AS (
       SELECT trace_id FROM spans WHERE ${mine} AND ${arrived} AND trace_id IN (
         SELECT trace_id FROM spans WHERE ${mine} AND parent_span_id = '' AND duration_ms > ${marginMs}
           AND start < ${moment(frontierMs)} AND start >= ${moment(fromMs - longestMs)}))
     SELECT DISTINCT toUnixTimestamp(hour) * 1000. AS hourMs FROM (
       SELECT arrayJoin([subtractHours(own, 1), own, addHours(own, 1)]) AS hour
         FROM (SELECT DISTINCT toStartOfHour(start) AS own FROM spans WHERE ${late})
       UNION ALL SELECT toStartOfHour(start) FROM spans WHERE ${mine} AND trace_id IN long
       UNION ALL SELECT toStartOfHour(time) ${scores}
       UNION ALL SELECT toStartOfHour(time) FROM scores WHERE ${mine} AND trace_id != ''
         AND (trace_id IN (SELECT trace_id FROM spans WHERE ${late}) OR trace_id IN long)
       UNION ALL SELECT hour FROM rollup_scores FINAL WHERE ${mine} AND score IN (SELECT cityHash64(id) ${scores})
       UNION ALL SELECT hour FROM rollup_dirty FINAL WHERE ${mine} AND marked_at > ${moment(progress.watermarkMs - safetyMs)}
     ) WHERE hour < ${moment(frontierMs)} AND hour >= ${moment(fromMs)} ORDER BY hourMs`,
    { parameters: { project }, lane, ...(signal === undefined ? {} : { signal }) },
  );
  return rows.map((row) => row.hourMs);
}

/** Whole hours, ascending, as intervals: neighbours are put together. */
export function intervalsOf(hours: readonly number[]): { fromMs: number; toMs: number }[] {
  const intervals: { fromMs: number; toMs: number }[] = [];
  for (const hour of hours) {
    const last = intervals.at(-1);
    if (last !== undefined && last.toMs === hour) last.toMs += hourMs;
    else intervals.push({ fromMs: hour, toMs: hour + hourMs });
  }
  return intervals;
}

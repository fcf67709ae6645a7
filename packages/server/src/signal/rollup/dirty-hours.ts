import type { ClickHouse, Lane, QueryOptions } from "../../store/clickhouse/index.ts";
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
  const options: QueryOptions = { parameters: { project }, lane, ...(signal === undefined ? {} : { signal }) };
  const mine = "project = {project:String}";
  const arrived = `${mine} AND ${arrivedSince(progress)}`;
  const scores = `FROM scores WHERE ${arrived}`;
  const taken = `FROM rollup_dirty FINAL WHERE ${mine} AND marked_at > ${moment(progress.watermarkMs - safetyMs)}`;

  const longRoots = (
    sinceMs: number,
  ): string => `SELECT trace_id FROM spans WHERE ${mine} AND parent_span_id = '' AND duration_ms > ${marginMs}
    AND start >= ${moment(sinceMs)} AND start < ${moment(frontierMs)}`;
  const isOpen = `hour < ${moment(frontierMs)} AND hour >= ${moment(fromMs)}`;

  // Mostly what arrived is of hours that are not rolled up, which is found out cheaply.
  const read = async <Row>(sql: string): Promise<Row[]> => await clickhouse.rows<Row>(sql, options);
  const hoursOf = (rows: string): string =>
    `SELECT DISTINCT toUnixTimestamp(hour) * 1000. AS hourMs FROM (${rows}) WHERE ${isOpen}`;
  const [[first], someLong, ofScores, takenAway] = await Promise.all([
    read<{ firstMs: number }>(
      `SELECT toFloat64(toUnixTimestamp64Micro(min(start))) / 1000 AS firstMs FROM spans WHERE ${arrived} HAVING count() > 0`,
    ),
    read(`${longRoots(frontierMs - longestMs)} LIMIT 1`),
    read<{ hourMs: number }>(
      hoursOf(`SELECT toStartOfHour(time) AS hour ${scores}
        UNION ALL SELECT hour FROM rollup_scores FINAL WHERE ${mine} AND score IN (SELECT cityHash64(id) ${scores})`),
    ),
    read<{ hourMs: number }>(hoursOf(`SELECT hour ${taken}`)),
  ]);
  const hours = new Set([...ofScores, ...takenAway].map(({ hourMs: hour }) => hour));
  const firstMs = first?.firstMs;
  const hasLong = someLong.length > 0;
  const lateMs = frontierMs + marginMs + scoreLookAheadMs;
  if (firstMs !== undefined && (firstMs < lateMs || hasLong)) {
    // The traces that anything of what arrived belongs to started since.
    const sinceMs = Math.floor(firstMs - longestMs);
    const late = `spans WHERE ${arrived} AND start < ${moment(lateMs)}`;
    const long = `SELECT trace_id FROM spans WHERE ${arrived} AND trace_id IN (${longRoots(sinceMs)})`;
    const ofTraces = `(trace_id IN (SELECT trace_id FROM ${late}) OR trace_id IN (${long}))`;
    const rows = await read<{ hourMs: number }>(
      hoursOf(`SELECT arrayJoin([subtractHours(own, 1), own, addHours(own, 1)]) AS hour
          FROM (SELECT DISTINCT toStartOfHour(start) AS own FROM ${late})
        UNION ALL SELECT toStartOfHour(start) FROM spans
          WHERE ${mine} AND start >= ${moment(sinceMs - longestMs)} AND trace_id IN (${long})
        UNION ALL SELECT hour FROM settled_traces WHERE ${mine} AND hour >= ${moment(sinceMs - hourMs)} AND ${ofTraces}
        UNION ALL SELECT toStartOfHour(time) FROM scores
          WHERE ${mine} AND time >= ${moment(sinceMs - scoreLookAheadMs)} AND ${ofTraces}`),
    );
    for (const { hourMs: hour } of rows) hours.add(hour);
  }
  return [...hours].toSorted((a, b) => a - b);
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

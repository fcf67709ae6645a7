import type { ReleaseJson } from "../api/contract/signals.ts";
import type { ClickHouse } from "../store/clickhouse/index.ts";
import type { Projects } from "../store/postgres/projects.ts";
import type { Range } from "../store/spans/spans.ts";
import { arrivedSince } from "./rollup/dirty-hours.ts";
import { progressOf } from "./rollup/progress.ts";

/** A release, when its first span started, ms since 1970, and what somebody noted. */
export interface Release {
  release: string;
  timeMs: number;
  note?: string;
}

/**
 * Every release that the project has seen, in the environments if given, newest first: also those of which the spans have been
 * removed since. Throws a StoreError.
 */
export async function releasesSeen(
  clickhouse: ClickHouse,
  project: string,
  environments: readonly string[] | undefined,
): Promise<Release[]> {
  const progress = await progressOf(clickhouse, project, "query");
  const some = environments === undefined ? "1" : "has({environments:Array(String)}, environment)";
  const recent = progress === undefined ? "1" : arrivedSince(progress);
  return await clickhouse.rows<Release>(
    `SELECT release, toFloat64(min(first)) AS timeMs FROM (
       SELECT release, toUnixTimestamp64Milli(first_seen) AS first FROM releases FINAL WHERE project = {project:String} AND ${some}
       UNION ALL
       SELECT toString(release), toUnixTimestamp64Milli(toDateTime64(min(start), 3, 'UTC')) FROM spans
         WHERE project = {project:String} AND release != '' AND ${some} AND ${recent} GROUP BY release
     ) GROUP BY release ORDER BY timeMs DESC, release LIMIT 1000`,
    { parameters: { project, ...(environments === undefined ? {} : { environments }) } },
  );
}

/** The last moment that a date can be. */
const lastDateMs = 8.64e15;

/** Every release that was seen, in the environments if given, or marked, newest first. Throws a StoreError. */
export async function releasesOf(
  { clickhouse, projects }: { clickhouse: ClickHouse; projects: Projects },
  project: string,
  environments: readonly string[] | undefined,
): Promise<ReleaseJson[]> {
  const [seen, marked] = await Promise.all([
    releasesSeen(clickhouse, project, environments),
    projects.markers(project, { fromMs: 0, toMs: lastDateMs }),
  ]);
  const found = new Map<string, ReleaseJson>();
  for (const { release, timeMs } of seen) found.set(release, { release, firstSeenAt: new Date(timeMs).toISOString() });
  for (const { release, time, note } of marked) {
    const known = found.get(release) ?? { release };
    found.set(release, { ...known, markedAt: time, ...(note === undefined ? {} : { note }) });
  }
  const timeOf = (one: ReleaseJson): string => one.markedAt ?? one.firstSeenAt ?? "";
  return [...found.values()].toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
}

/** Releases first seen or marked in the range, in order; of one that is both, the mark. Throws a StoreError. */
export async function releasesIn(
  { clickhouse, projects }: { clickhouse: ClickHouse; projects: Projects },
  project: string,
  range: Range,
  environments: readonly string[] | undefined,
): Promise<Release[]> {
  const [seen, marked] = await Promise.all([
    releasesSeen(clickhouse, project, environments),
    projects.markers(project, range),
  ]);
  const marks = marked.map(({ time, ...mark }) => ({ ...mark, timeMs: Date.parse(time) }));
  const known = new Set(marks.map(({ release }) => release));
  const first = seen.filter(
    ({ release, timeMs }) => !known.has(release) && timeMs >= range.fromMs && timeMs < range.toMs,
  );
  return [...marks, ...first].toSorted((a, b) => a.timeMs - b.timeMs);
}

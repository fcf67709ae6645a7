import type { ClickHouse } from "../store/clickhouse/index.ts";
import type { Projects } from "../store/postgres/projects.ts";
import type { SettledHours } from "../store/spans/index.ts";
import type { Interval } from "./facts/interval.ts";
import type { RolledMinutes, Sources } from "./facts/question.ts";
import { longTraces } from "./facts/trace-span.ts";
import { dirtyHours, firstOpenHour, intervalsOf } from "./rollup/dirty-hours.ts";
import { progressOf } from "./rollup/progress.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Quarters of an hour are read from rollups so far back. */
const quartersMs = 7 * 24 * hourMs;
/** More stretches than that are read as one. */
const mostIntervals = 24;

/** What is to be read. */
export interface Reading {
  project: string;
  range: Interval;
  /** Of the points that are asked for; 0: the range as a whole. */
  stepMs: number;
  retentionDays: number;
  signal?: AbortSignal | undefined;
}

/**
 * Where the facts of a range are taken from: whole hours or quarters of one from the rollups, as far as these are what the spans
 * say, and the rest from the spans. Throws a StoreError.
 */
export async function sourcesOf(
  clickhouse: ClickHouse,
  reading: Reading,
  state: Promise<RolledUp | undefined> = rolledUp(clickhouse, reading),
): Promise<Sources> {
  const { project, range, stepMs, signal } = reading;
  const rolledMinutes = stepMs % hourMs === 0 && !(stepMs === 0 && isOfQuarters(range)) ? 60 : 15;
  const { rolled, raw } = await rolledAndRaw(reading, rolledMinutes, state);
  const found =
    raw.length === 0
      ? []
      : await clickhouse.rows(`SELECT 1 AS found FROM (${longTraces(raw)}) LIMIT 1`, {
          parameters: { project },
          ...(signal === undefined ? {} : { signal }),
        });
  return { rolled, rolledMinutes, raw, hasLong: found.length > 0 };
}

/** Whether quarters of an hour make up the whole of a range, and whole hours do not. */
function isOfQuarters({ fromMs, toMs }: Interval): boolean {
  const quarterMs = 15 * minuteMs;
  const isRecent = fromMs >= Date.now() - quartersMs;
  return (
    isRecent && fromMs % quarterMs === 0 && toMs % quarterMs === 0 && (fromMs % hourMs !== 0 || toMs % hourMs !== 0)
  );
}

/** How far the rollups go, and the hours of them that are no longer what the spans say. */
export interface RolledUp {
  frontierMs: number;
  dirty: readonly number[];
  /** Another one whenever any of them was computed anew. */
  version: number;
}

/** Undefined before the first rollup. Throws a StoreError. */
export async function rolledUp(
  clickhouse: ClickHouse,
  { project, retentionDays, signal }: Pick<Reading, "project" | "retentionDays" | "signal">,
): Promise<RolledUp | undefined> {
  const progress = await progressOf(clickhouse, project, "query");
  if (progress === undefined) return undefined;
  const fromMs = firstOpenHour(retentionDays, Date.now());
  return {
    frontierMs: progress.frontierMs,
    version: progress.version,
    dirty: await dirtyHours(clickhouse, project, progress, { fromMs, lane: "query", signal }),
  };
}

/** The oldest hour is looked up again after so long: what is stored meanwhile makes it at most later than it could be. */
const rememberedMs = 10 * minuteMs;

/**
 * Hours of which the store holds what each trace adds up to: those that are rolled up. Of hours at the edge of the retention
 * spans go away. What it returns throws a StoreError.
 */
export function createSettledHours({
  clickhouse,
  projects,
}: {
  clickhouse: ClickHouse;
  projects: Pick<Projects, "settings">;
}): (project: string, signal?: AbortSignal) => Promise<SettledHours | undefined> {
  const remembered = new Map<string, { oldestMs: number; untilMs: number }>();
  const oldestOf = async (
    project: string,
    retentionDays: number,
    signal?: AbortSignal,
  ): Promise<number | undefined> => {
    // With another retention what is gone is another thing.
    const key = JSON.stringify([project, retentionDays]);
    const found = remembered.get(key);
    if (found !== undefined && found.untilMs > Date.now()) return found.oldestMs;
    const [oldest] = await clickhouse.rows<{ hourMs: number }>(
      "SELECT toUnixTimestamp(min(hour)) * 1000. AS hourMs FROM settled_traces WHERE project = {project:String} HAVING count() > 0",
      { parameters: { project }, ...(signal === undefined ? {} : { signal }) },
    );
    if (oldest === undefined) return undefined;
    remembered.set(key, { oldestMs: oldest.hourMs, untilMs: Date.now() + rememberedMs });
    return oldest.hourMs;
  };
  return async (project, signal) => {
    const { retentionDays } = await projects.settings(project);
    const [known, oldestMs] = await Promise.all([
      rolledUp(clickhouse, { project, retentionDays, signal }),
      oldestOf(project, retentionDays, signal),
    ]);
    if (known === undefined || oldestMs === undefined) return undefined;
    // A retention that was made longer reaches back to hours that were at the edge of the shorter one.
    const fromMs = Math.max(firstOpenHour(retentionDays, Date.now()), oldestMs);
    return { fromMs, beforeMs: known.frontierMs, stale: known.dirty };
  };
}

async function rolledAndRaw(
  { range, stepMs }: Reading,
  minutes: RolledMinutes,
  state: Promise<RolledUp | undefined>,
): Promise<{ rolled: Interval[]; raw: Interval[] }> {
  const none = { rolled: [], raw: [range] };
  const known = await state;
  if (known === undefined || stepMs % (minutes * minuteMs) !== 0) return none;
  const earliestMs = minutes === 60 ? range.fromMs : Math.max(range.fromMs, Date.now() - quartersMs);
  const rolledMs = minutes * minuteMs;
  const fromMs = Math.ceil(earliestMs / rolledMs) * rolledMs;
  const toMs = Math.min(Math.floor(range.toMs / rolledMs) * rolledMs, known.frontierMs);
  if (fromMs >= toMs) return none;
  const unusable = intervalsOf(known.dirty.filter((hour) => hour + hourMs > fromMs && hour < toMs)).map((gap) => ({
    fromMs: Math.max(gap.fromMs, fromMs),
    toMs: Math.min(gap.toMs, toMs),
  }));
  if (unusable.length > mostIntervals) {
    // Spans of many hours arrive late, as in an import: one stretch costs less than hundreds.
    unusable.splice(0, unusable.length, { fromMs: unusable[0]?.fromMs ?? fromMs, toMs: unusable.at(-1)?.toMs ?? toMs });
  }
  const rolled: Interval[] = [];
  const raw: Interval[] = range.fromMs < fromMs ? [{ fromMs: range.fromMs, toMs: fromMs }] : [];
  let reached = fromMs;
  for (const gap of unusable) {
    if (gap.fromMs > reached) rolled.push({ fromMs: reached, toMs: gap.fromMs });
    raw.push(gap);
    reached = gap.toMs;
  }
  if (toMs > reached) rolled.push({ fromMs: reached, toMs });
  if (range.toMs > toMs) raw.push({ fromMs: toMs, toMs: range.toMs });
  return { rolled, raw };
}

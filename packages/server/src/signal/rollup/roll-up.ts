import { randomInt } from "node:crypto";
import type { ClickHouse, QueryOptions } from "../../store/clickhouse/index.ts";
import { settleTraces } from "../../store/spans/index.ts";
import { moment, within, type Interval } from "../facts/interval.ts";
import { ofTraces, ofUsage } from "../facts/measure.ts";
import { exactly, sketched, sketchOf } from "../facts/question.ts";
import { scoreFacts, scoreLookAheadMs } from "../facts/score-facts.ts";
import { toolFacts } from "../facts/tool-facts.ts";
import { traceFacts } from "../facts/trace-facts.ts";
import { longTraces, marginMs } from "../facts/trace-span.ts";
import { usageFacts } from "../facts/usage-facts.ts";
import { arrivedSince, dirtyHours, firstOpenHour, intervalsOf } from "./dirty-hours.ts";
import { progressOf, saveProgress, type Progress } from "./progress.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** An hour is rolled up when spans of its traces can hardly come any more: what then arrives makes none of it stale. */
const settledAfterMs = marginMs + scoreLookAheadMs + 10 * minuteMs;
/** So many hours are computed in one go. */
const hoursAtOnce = 24;
/** Quarters of an hour are kept so long: a day longer than they are read. */
const quartersKeptMs = 8 * 24 * hourMs;
const maxMemoryBytes = 2 * 1024 ** 3;
/** Where nothing happens, so often is the watermark moved on. */
const idleMs = 10 * minuteMs;

/**
 * Brings the rollups of a project up to what has arrived: hours that are over, and earlier ones of which something arrived or was
 * taken away, are computed anew from the spans and scores. Each hour gets a new generation, which counts from the moment it
 * is complete; so it may be cut short at any point, and is never done by two machines at once. Throws a StoreError.
 */
export async function rollUpProject(
  clickhouse: ClickHouse,
  project: string,
  { retentionDays, nowMs, signal }: { retentionDays: number; nowMs: number; signal: AbortSignal },
): Promise<void> {
  const options: QueryOptions = { parameters: { project }, lane: "background", signal, maxMemoryBytes };
  const before = await progressOf(clickhouse, project, "background");
  const frontierMs = Math.floor((nowMs - settledAfterMs) / hourMs) * hourMs;
  const openMs = firstOpenHour(retentionDays, nowMs);
  const late =
    before === undefined
      ? []
      : await dirtyHours(clickhouse, project, before, { fromMs: openMs, lane: "background", signal });
  const over = await hoursWithData(
    clickhouse,
    { fromMs: Math.max(before?.frontierMs ?? 0, openMs), toMs: frontierMs },
    options,
  );
  await rememberReleases(clickhouse, before, options);
  let version = Math.max(nowMs, (before?.version ?? 0) + 1);
  const save = (progress: Omit<Progress, "version">) =>
    saveProgress(clickhouse, project, { ...progress, version: version++ });

  for (const hours of batches(late)) await compute(clickhouse, project, hours, version, signal);
  for (const hours of batches(over)) {
    await compute(clickhouse, project, hours, version, signal);
    const reachedMs = (hours.at(-1) ?? 0) + hourMs;
    // Without an earlier frontier everything before is empty, and with one the late hours are done.
    await save({ watermarkMs: nowMs, frontierMs: reachedMs });
  }
  const reachedMs = Math.max(frontierMs, before?.frontierMs ?? 0);
  const idle = late.length === 0 && over.length === 0 && reachedMs === before?.frontierMs;
  if (!idle || nowMs - before.watermarkMs > idleMs) await save({ watermarkMs: nowMs, frontierMs: reachedMs });
  if (over.length > 0) await removeLeftOvers(clickhouse, before, nowMs, options);
}

function* batches(hours: readonly number[]): Generator<readonly number[]> {
  for (let first = 0; first < hours.length; first += hoursAtOnce) yield hours.slice(first, first + hoursAtOnce);
}

async function hoursWithData(clickhouse: ClickHouse, range: Interval, options: QueryOptions): Promise<number[]> {
  if (range.fromMs >= range.toMs) return [];
  const rows = await clickhouse.rows<{ hourMs: number }>(
    `SELECT DISTINCT toUnixTimestamp(hour) * 1000. AS hourMs FROM (
       SELECT toStartOfHour(start) AS hour FROM spans WHERE project = {project:String} AND ${within("start", [range])}
       UNION ALL
       SELECT toStartOfHour(time) FROM scores WHERE project = {project:String} AND ${within("time", [range])}
     ) ORDER BY hourMs`,
    options,
  );
  return rows.map((row) => row.hourMs);
}

/** Computes hours, and lets the result count only when all of it is there. */
async function compute(
  clickhouse: ClickHouse,
  project: string,
  hours: readonly number[],
  version: number,
  signal: AbortSignal,
): Promise<void> {
  const options: QueryOptions = { parameters: { project }, lane: "background", signal, maxMemoryBytes };
  const intervals = intervalsOf(hours);
  const [long] = await clickhouse.rows<{ found: number }>(
    `SELECT 1 AS found FROM (${longTraces(intervals)}) LIMIT 1`,
    options,
  );
  const window = { intervals, hasLong: long !== undefined, withNames: true };
  const generation = randomInt(1, 2 ** 47);
  for (const facts of [
    traceFacts(ofTraces.measures, window),
    usageFacts(ofUsage.measures, window),
    toolFacts(window),
    scoreFacts("all", intervals, true),
  ]) {
    const slots = ["60, toStartOfHour(at)", "15, toStartOfFifteenMinutes(at)"].map(
      (slot) => `(measure, ${slot}, environment, release, route, subject, models, tools)`,
    );
    // One key, for each mention of a column is planned through everything further in.
    await clickhouse.command(
      `INSERT INTO rollups (project, measure, minutes, hour, generation, at, environment, release, route, subject, models, tools, n, total, low, high, sketch)
       SELECT {project:String}, key.1, key.2, toStartOfHour(key.3), ${generation}, key.3, key.4, key.5, key.6, key.7, key.8, key.9, n, total, low, high, sketch
       FROM (
         SELECT key, count() AS n, sum(${exactly("value")}) AS total, min(value) AS low, max(value) AS high, ${sketchOf.replace("{state}", "State")}(seen) AS sketch
         FROM (SELECT arrayJoin([${slots.join(", ")}]) AS key, value, ${sketched} AS seen FROM (${facts})) GROUP BY key
       )`,
      options,
    );
  }
  for (const hour of hours) await settleTraces(clickhouse, project, hour, { generation, signal, maxMemoryBytes });
  await clickhouse.command(
    `INSERT INTO rollup_scores (project, score, hour, version) SELECT project, cityHash64(id), toStartOfHour(time), ${version}
     FROM scores FINAL WHERE project = {project:String} AND deleted = 0 AND ${within("time", intervals)}`,
    options,
  );
  await clickhouse.command(
    `INSERT INTO rollup_hours (project, hour, generation, version)
     SELECT {project:String}, toDateTime(arrayJoin([${hours.map((hour) => hour / 1000).join(", ")}]), 'UTC'), ${generation}, ${version}`,
    options,
  );
}

/** Remembers when each release was first seen, which outlives its spans. */
async function rememberReleases(
  clickhouse: ClickHouse,
  before: Progress | undefined,
  options: QueryOptions,
): Promise<void> {
  await clickhouse.command(
    `INSERT INTO releases (project, release, environment, first_seen, earliness)
     SELECT {project:String}, seen.release, seen.environment, seen.first, seen.earliness FROM (
       SELECT toString(release) AS release, toString(environment) AS environment, toDateTime64(min(start), 3, 'UTC') AS first,
         toUInt64(bitShiftLeft(toUInt64(1), 62) - toUnixTimestamp64Milli(first)) AS earliness
       FROM spans WHERE project = {project:String} AND release != '' AND ${before === undefined ? "1" : arrivedSince(before)}
       GROUP BY release, environment
     ) AS seen LEFT JOIN (
       SELECT release, toString(environment) AS environment, earliness FROM releases FINAL WHERE project = {project:String}
     ) AS known ON seen.release = known.release AND seen.environment = known.environment
     WHERE seen.earliness > known.earliness`,
    options,
  );
}

/**
 * Removes rows that are not read: old quarters, and those of generations that no longer count. Generations that were replaced a
 * moment ago may still be read, and wait for the next time.
 */
async function removeLeftOvers(
  clickhouse: ClickHouse,
  before: Progress | undefined,
  nowMs: number,
  options: QueryOptions,
): Promise<void> {
  const mine = "project = {project:String}";
  const stale = `hour IN (SELECT hour FROM rollup_hours FINAL WHERE ${mine} AND version < ${before?.version ?? 0})
    AND (hour, generation) NOT IN (SELECT hour, generation FROM rollup_hours FINAL WHERE ${mine})`;
  const oldQuarters = `minutes = 15 AND hour < ${moment(nowMs - quartersKeptMs)}`;
  const isThere = async (rows: string): Promise<boolean> =>
    (await clickhouse.rows(`SELECT 1 AS found FROM ${rows} LIMIT 1`, options)).length > 0;
  const unread = `rollups WHERE ${mine} AND (${oldQuarters} OR ${stale})`;
  if (await isThere(unread)) await clickhouse.command(`DELETE FROM ${unread}`, options);
  if (!(await isThere(`settled_traces WHERE ${mine} AND ${stale}`))) return;
  // These name traces and sessions: a row that is only marked as deleted would be passed over by an erasure.
  await clickhouse.command(
    `ALTER TABLE settled_traces DELETE WHERE ${mine} AND ${stale} SETTINGS mutations_sync = 2`,
    options,
  );
}

import { createHash } from "node:crypto";
import type { Overview } from "../../api/contract/signals.ts";
import type { ClickHouse, QueryOptions } from "../../store/clickhouse/index.ts";
import { moment, within, type Interval } from "../facts/interval.ts";
import type { Question } from "../facts/question.ts";
import { isInboxMark, positiveFrom, scoreLookBackMs } from "../facts/score-facts.ts";

type Item = Overview["inbox"][number];

/** So many lines are shown, the newest. */
const mostItems = 30;
const longestTitle = 160;
/** Failures and safety flags of the last day of the range: what is older is for the lists of traces. */
const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Of the part that has settled so many of each kind are kept, for what happens again is added to them. */
const mostSettled = 1_000;

/** A line as it was read. */
export interface Found {
  kind: Item["kind"];
  /** What occurrences of one line share. */
  key: string[];
  traceId: string;
  timeMs: number;
  traces: number;
  /** Of the newest one. */
  text: string;
}

/** Hours whose spans are what the rollups were computed from; `version` is another one whenever any was computed anew. */
export interface Settled {
  hours: Interval;
  version: number;
  /** Keeps what is read of them, by a key that says what that was. */
  keep: (key: string, read: () => Promise<Found[]>) => Promise<Found[]>;
}

/**
 * What asks for a person, newest first: negative feedback, failures and safety flags of its last day. Occurrences of the same kind
 * share a line; those that had happened when somebody marked the line as done are left out. What has settled is read once.
 * Throws a StoreError.
 */
export async function inboxOf(
  clickhouse: ClickHouse,
  project: string,
  range: Interval,
  filters: Question["filters"],
  settled?: Settled,
): Promise<Item[]> {
  const { environment, release } = filters;
  const options: QueryOptions = {
    parameters: { project, ...(environment && { environment }), ...(release && { release }) },
  };
  const some = ["project = {project:String}"];
  if (environment) some.push("has({environment:Array(String)}, environment)");
  if (release) some.push("has({release:Array(String)}, release)");
  const spansIn = (interval: Interval): string => [...some, within("start", [interval])].join(" AND ");
  const ofFeedback =
    some.length > 1 ? spansIn({ fromMs: range.fromMs - scoreLookBackMs, toMs: range.toMs }) : undefined;
  const marks = await marksSince(clickhouse, range, options);
  const read = (interval: Interval, ofTraces = "1", most = mostItems): Promise<Found[]> =>
    clickhouse.rows<Found>(failuresAndFlags(spansIn(interval), marks, ofTraces, most), options);
  const day = { fromMs: Math.max(range.fromMs, range.toMs - dayMs), toMs: range.toMs };
  const readDay = async (): Promise<Found[]> => {
    if (settled === undefined) return await read(day);
    const { hours, version, keep } = settled;
    const fromMs = Math.max(hours.fromMs, Math.floor(day.fromMs / hourMs) * hourMs);
    if (fromMs >= hours.toMs) return await read(day);
    // A trace that goes on behind the border belongs to the part there.
    const border = moment(hours.toMs);
    const [before, after] = await Promise.all([
      keep(JSON.stringify(["inbox", project, version, fromMs, hours.toMs, filters, marks]), () =>
        read({ fromMs, toMs: hours.toMs + hourMs }, `max(start) < ${border}`, mostSettled),
      ),
      read({ fromMs: hours.toMs - hourMs, toMs: day.toMs }, `max(start) >= ${border}`),
    ]);
    return together(before, after);
  };
  const found = await Promise.all([
    clickhouse.rows<Found>(negativeFeedback(range, marks, ofFeedback), options),
    readDay(),
  ]);
  return found
    .flat()
    .map(item)
    .toSorted((a, b) => b.time.localeCompare(a.time) || a.id.localeCompare(b.id))
    .slice(0, mostItems);
}

/** The lines of two parts of a day: of a line that is in both, what it says is of the later one. */
function together(before: readonly Found[], after: readonly Found[]): Found[] {
  const keyOf = ({ kind, key }: Found): string => JSON.stringify([kind, key]);
  const byKey = new Map(before.map((one) => [keyOf(one), one]));
  for (const one of after) {
    const earlier = byKey.get(keyOf(one));
    byKey.set(keyOf(one), { ...one, traces: one.traces + (earlier?.traces ?? 0) });
  }
  return [...byKey.values()];
}

const titles: Readonly<Record<Item["kind"], (found: Found) => string>> = {
  feedback: ({ key: [name], text }) => (text === "" ? `Negative ${name}` : `${name}: “${text}”`),
  error: ({ key: [span], text }) => `${span} failed${text === "" ? "" : `: ${text}`}`,
  safety: ({ key: [flag], text }) => `${flag} found in ${text}`,
};

function item(found: Found): Item {
  const text = titles[found.kind](found);
  return {
    id: idOf(found.kind, found.key),
    kind: found.kind,
    title: text.length > longestTitle ? `${text.slice(0, longestTitle).trimEnd()}…` : text,
    traceId: found.traceId,
    time: new Date(found.timeMs).toISOString(),
    traces: found.traces,
  };
}

/** The same line has the same id tomorrow. The engine makes the same of a key: `idSql`. */
function idOf(kind: Item["kind"], key: readonly string[]): string {
  return `${kind}-${createHash("sha256")
    .update([kind, ...key].join("\u001f"))
    .digest("hex")
    .slice(0, 24)}`;
}

function idSql(kind: string, key: string): string {
  return `concat(${kind}, '-', substring(lower(hex(SHA256(arrayStringConcat(arrayConcat([${kind}], ${key}), '\\x1f')))), 1, 24))`;
}

interface Marks {
  ids: string[];
  doneMs: number[];
}

/** When lines were last marked as done: feedback named `reviewed` whose metadata names the line. */
async function marksSince(clickhouse: ClickHouse, { fromMs }: Interval, options: QueryOptions): Promise<Marks> {
  const rows = await clickhouse.rows<{ id: string; doneMs: number }>(
    `SELECT JSONExtractString(metadata, 'inbox') AS id, toFloat64(max(toUnixTimestamp64Milli(time))) AS doneMs FROM scores FINAL
     WHERE project = {project:String} AND ${isInboxMark} AND deleted = 0 AND time >= fromUnixTimestamp64Milli(toInt64(${Math.floor(fromMs)}))
     GROUP BY id ORDER BY doneMs DESC LIMIT 5000`,
    options,
  );
  return { ids: rows.map(({ id }) => id), doneMs: rows.map(({ doneMs }) => doneMs) };
}

/** SQL of occurrences (`kind`, `key`, `trace_id`, `ended`, `text`) put together by kind and key, without those that are done. */
function lines(occurrences: string, { ids, doneMs }: Marks, most = mostItems): string {
  const done =
    ids.length === 0
      ? "0"
      : `toUnixTimestamp64Milli(ended) <= transform(${idSql("kind", "key")}, [${ids.map(literal).join(", ")}], [${doneMs.join(", ")}], 0)`;
  return `SELECT kind, key, argMax(trace_id, ended) AS traceId, toFloat64(toUnixTimestamp64Milli(max(ended))) AS timeMs,
      toFloat64(uniqExact(trace_id)) AS traces, argMax(text, ended) AS text
    FROM (${occurrences}) WHERE NOT (${done}) GROUP BY kind, key ORDER BY max(ended) DESC LIMIT ${most} BY kind`;
}

/** An id as an SQL literal: ours are of letters, digits and dashes, and others match nothing. */
function literal(id: string): string {
  return `'${id.replace(/[^a-z0-9-]/g, "")}'`;
}

function negativeFeedback(range: Interval, marks: Marks, ofSpans: string | undefined): string {
  const some = ofSpans === undefined ? "1" : `trace_id IN (SELECT trace_id FROM spans WHERE ${ofSpans})`;
  return lines(
    `SELECT 'feedback' AS kind, [toString(name), lower(comment)] AS key, trace_id, toDateTime64(time, 3, 'UTC') AS ended, substringUTF8(comment, 1, 200) AS text
     FROM scores FINAL
     WHERE project = {project:String} AND deleted = 0 AND feedback = 1 AND trace_id != '' AND score < ${positiveFrom}
       AND NOT ${isInboxMark} AND ${within("time", [range])} AND ${some}`,
    marks,
  );
}

const ended = "toDateTime64(start + toIntervalMillisecond(toInt64(least(duration_ms, 1e9))), 3, 'UTC')";

/**
 * Of each trace that failed the innermost cause: the first span that failed below the root, or the root. And of each kind of
 * safety flag the spans that it was found in. Few traces ask for somebody: what else is said of the others is not read.
 * `ofTraces` is a condition on the spans of a trace that ask for somebody.
 */
function failuresAndFlags(ofSpans: string, marks: Marks, ofTraces: string, most: number): string {
  const asking = `${ofSpans} AND (status = 'error' OR notEmpty(detections))`;
  return lines(
    `SELECT trace_id, found.1 AS kind, found.2 AS key, found.3 AS ended, found.4 AS text FROM (
       SELECT trace_id, argMinIf((toString(name), substringUTF8(status_message, 1, 200)), (parent_span_id = '', start, span_id), status = 'error') AS cause,
         arrayJoin(arrayConcat(
           if(countIf(status = 'error') = 0, [],
             [('error', [cause.1, replaceRegexpAll(lower(cause.2), '[0-9a-f]*[0-9][0-9a-f-]*', '#')], maxIf(at, status = 'error'), cause.2)]),
           groupArrayArrayIf(arrayMap(flag -> ('safety', [flag], at, toString(name)), mapKeys(detections)), notEmpty(detections))
         )) AS found
       FROM (
         SELECT *, ${ended} AS at FROM spans FINAL PREWHERE trace_id IN (SELECT trace_id FROM spans WHERE ${asking}) WHERE ${asking}
       ) GROUP BY trace_id HAVING ${ofTraces}
     )`,
    marks,
    most,
  );
}

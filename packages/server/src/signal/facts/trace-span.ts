import { within, type Interval } from "./interval.ts";

const hourMs = 3_600_000;

/**
 * A span counts with its trace when it starts at most this long before or after the root; what starts later counts with it
 * when the root itself lasted longer, up to `longestMs`. Everything else counts by itself, at its own time and without a route.
 * So a range is read with a margin of an hour, not of a day.
 */
export const marginMs = hourMs;
export const longestMs = 24 * hourMs;

/** What is read of the spans. */
export interface Window {
  intervals: readonly Interval[];
  /** Whether there are roots around that lasted longer than the margin: their traces are then read as a whole. */
  hasLong: boolean;
  /** Whether the models and tools of traces matter; without them their lists are empty, and reading is quicker. */
  withNames: boolean;
}

/** SQL condition for the spans that decide what started in the window. Reads the parameter `project`. */
export function around({ intervals, hasLong }: Omit<Window, "withNames">): string {
  const near = within("start", intervals, marginMs, marginMs);
  const long = `(${within("start", intervals, longestMs, longestMs)} AND trace_id IN (${longTraces(intervals)}))`;
  return `project = {project:String} AND ${hasLong ? `(${near} OR ${long})` : near}`;
}

/** Ids of the traces around the intervals whose root lasted longer than the margin. Reads the parameter `project`. */
export function longTraces(intervals: readonly Interval[]): string {
  return `SELECT trace_id FROM spans WHERE project = {project:String} AND parent_span_id = '' AND duration_ms > ${marginMs}
    AND ${within("start", intervals, longestMs, longestMs)}`;
}

// Of several roots the earliest, and of those at the same moment always the same; a number compares faster than a pair.
const first = "bitShiftLeft(toUInt128(toUnixTimestamp64Micro(start)), 64) + cityHash64(span_id)";
const ofRoot = (column: string): string => `argMinIf(${column}, ${first}, parent_span_id = '')`;
const seconds = (ms: number): string => `INTERVAL ${ms / 1000} SECOND`;

/**
 * Of spans grouped by trace, what the root says; of several roots the earliest counts. Spans that start from `joins_from` to
 * `joins_to` count with it; without a root none does.
 */
export const rootColumns = `
  minIf(start, parent_span_id = '') AS root_start,
  countIf(parent_span_id = '') AS roots,
  ${ofRoot("duration_ms")} AS root_duration,
  root_start - ${seconds(marginMs)} AS joins_from,
  if(roots = 0, root_start - ${seconds(longestMs)}, root_start + if(root_duration > ${marginMs}, ${seconds(longestMs)}, ${seconds(marginMs)})) AS joins_to,
  toString(${ofRoot("name")}) AS root_name, toString(${ofRoot("environment")}) AS root_environment, toString(${ofRoot("release")}) AS root_release`;

/** The columns of `rootColumns`, and the lists of names, from a query further in. */
export const rootColumnNames =
  "root_start, roots, joins_from, joins_to, root_name, root_environment, root_release, all_models, all_tools";

const said = (column: string): string =>
  `if(root_${column} != '', root_${column}, toString(argMinIf(${column}, ${first}, ${column} != '')))`;

/** Of the trace: what its root names, or else the first span that does. */
export const traceNames = `${said("environment")} AS trace_environment, ${said("release")} AS trace_release`;

/** SQL of whether the span that started at `start` counts with the root of its trace. */
export function countsWithRoot(start: string): string {
  return `(${start} >= joins_from AND ${start} <= joins_to)`;
}

export const noNames = "CAST([] AS Array(String))";

/** Names that spans of the trace carry in `column`, sorted, as an SQL array; empty without a root. */
export function namesOf(column: "model" | "tool", { withNames }: Pick<Window, "withNames">): string {
  if (!withNames) return noNames;
  return `arraySort(arrayDistinct(arrayMap(s -> s.2, arrayFilter(s -> ${countsWithRoot("s.1")},
    groupUniqArrayIf((start, toString(${column})), ${column} != '')))))`;
}

/** Whether the span that started at `start` is of its trace. A column of a query of its own: each mention of it would be planned anew. */
export const joined = `(roots > 0 AND ${countsWithRoot("start")}) AS joined`;

/**
 * The time and the dimensions of a span: those of its trace when it counts with the root, else its own. Of `start, joined,
 * own_environment, own_release`, `all_models`, `all_tools` and `rootColumns`.
 */
export const dimensions = `if(joined, root_start, start) AS at,
  if(joined AND root_environment != '', root_environment, own_environment) AS environment,
  if(joined AND root_release != '', root_release, own_release) AS release, if(joined, root_name, '') AS route,
  if(joined, all_models, ${noNames}) AS models, if(joined, all_tools, ${noNames}) AS tools`;

import { Bindings, ofProject } from "./bindings.ts";
import type { Read } from "./reader.ts";

const hourMs = 3_600_000;
/** Clocks of the machines that one trace goes through differ by so much. */
const skewMs = 60_000;

/** Spans of traces that are stored start up to so long behind the hour of their trace. */
const settledReachMs = 70 * 60_000;
/** An hour that ended later has not settled yet. */
const openMs = 75 * 60_000;

/** What a trace does after its root has ended, it does within this time. */
const quietMs = hourMs;
/** No list looks further from a root for its spans. */
const longestMs = 24 * hourMs;

/** Traces that start from `fromUs` to before `toUs`, µs since 1970. */
export interface TraceWindow {
  fromUs: bigint;
  toUs: bigint;
}

/** ms since 1970 as µs. */
export function usOf(ms: number): bigint {
  return BigInt(Math.round(ms)) * 1000n;
}

/** SQL conditions on the start and the trace of spans. */
export interface WindowConditions {
  /** Spans of the traces of the window, and of some beside it: group them by trace and keep those that start in the window. */
  spans: string;
  /**
   * Leaves out, as a whole, traces that began up to a day before the window: what they still do in it must not look like a trace
   * of its own. A root says where a trace began, and without one its first span. Costs a look at the traces of the day before.
   */
  notEarlier: string;
}

/** Whether traces of the whole window may still be under way, so that no hour of it has settled. */
export function isOpen({ fromUs }: TraceWindow, nowMs = Date.now()): boolean {
  return fromUs >= usOf(nowMs - openMs);
}

/** The conditions for a window; `reachMs` from `reachWithin`. */
export function windowConditions(bindings: Bindings, { fromUs, toUs }: TraceWindow, reachMs: number): WindowConditions {
  const spans = `start >= ${bindings.momentUs(fromUs - usOf(skewMs))} AND start < ${bindings.momentUs(toUs + usOf(reachMs))}`;
  return { spans, notEarlier: notEarlier(bindings, fromUs, spans) };
}

/**
 * The conditions for a window whose traces are stored. Spans of it start up to 70 minutes behind its end, or as long as a root takes
 * that takes longer than an hour: of just these spans the rollups are told when they come late.
 */
export function settledWindow(bindings: Bindings, { fromUs, toUs }: TraceWindow): WindowConditions {
  const earliest = bindings.momentUs(fromUs - usOf(skewMs));
  const near = bindings.momentUs(toUs + usOf(settledReachMs));
  const long = `SELECT trace_id FROM spans WHERE ${ofProject} AND start >= ${earliest} AND start < ${near}
    AND parent_span_id = '' AND duration_ms > ${hourMs}`;
  const spans = `start >= ${earliest} AND start < ${bindings.momentUs(toUs + usOf(longestMs))} AND (start < ${near} OR trace_id IN (${long}))`;
  return { spans, notEarlier: notEarlier(bindings, fromUs, spans) };
}

function notEarlier(bindings: Bindings, fromUs: bigint, spans: string): string {
  const inWindow = `SELECT trace_id FROM spans WHERE ${ofProject} AND ${spans}`;
  const begun = `SELECT trace_id FROM spans WHERE ${ofProject} AND start >= ${bindings.momentUs(fromUs - usOf(longestMs))}
    AND start < ${bindings.momentUs(fromUs - usOf(skewMs))} AND trace_id IN (${inWindow}) AND (parent_span_id = '' OR trace_id NOT IN (${inWindow} AND parent_span_id = ''))`;
  return `trace_id NOT IN (${begun})`;
}

/** For traces that are named one by one: all spans that may be theirs. What began earlier is then known, and left out. */
export function aroundConditions(bindings: Bindings, { fromUs, toUs }: TraceWindow): string {
  const longest = usOf(longestMs);
  return `start >= ${bindings.momentUs(fromUs - longest)} AND start < ${bindings.momentUs(toUs + longest)}`;
}

/**
 * How long behind the start of a trace of the window its spans may start, ms: as long as the longest root took, and a while, but
 * at most a day. Throws a StoreError.
 */
export async function reachWithin(
  read: Read,
  project: string,
  { fromUs, toUs }: TraceWindow,
  nowMs = Date.now(),
): Promise<number> {
  // Behind a range that reaches up to now there is next to nothing to read.
  if (toUs + usOf(quietMs) > usOf(nowMs)) return longestMs;
  const bindings = new Bindings(project);
  const [row] = await read<{ longest: number }>(
    `SELECT max(duration_ms) AS longest FROM spans
     WHERE ${ofProject} AND start >= ${bindings.momentUs(fromUs)} AND start < ${bindings.momentUs(toUs)} AND parent_span_id = ''`,
    bindings,
  );
  return Math.min(longestMs, (row?.longest ?? 0) + quietMs);
}

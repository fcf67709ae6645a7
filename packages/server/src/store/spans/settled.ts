import type { ClickHouse } from "../clickhouse/clickhouse.ts";
import { Bindings, ofProject } from "./bindings.ts";
import type { Figure } from "./innermost.ts";
import { figures } from "./innermost.ts";
import type { Read } from "./reader.ts";
import { settledColumns } from "./trace-columns.ts";
import { settledName, tracesSql } from "./traces-sql.ts";
import { settledWindow, usOf, type TraceWindow } from "./trace-window.ts";

/** Whole hours of which `settled_traces` holds what the spans say. ms since 1970. */
export interface SettledHours {
  fromMs: number;
  beforeMs: number;
  /** Hours between these for which something came or went since. */
  stale: readonly number[];
}

/** Which hours of a project are settled. Undefined when none is. May throw a StoreError. */
export type SettledOf = (project: string, signal?: AbortSignal) => Promise<SettledHours | undefined>;

/** What a list of traces is read with. */
export interface TraceSource {
  read: Read;
  /** For queries over the traces of whole ranges. */
  scan: Read;
  settled: () => Promise<SettledHours | undefined>;
}

/** A window taken apart: what is settled, and the rest, which the spans are read for. */
export interface Divided {
  settled?: { hours: TraceWindow; except: readonly number[] };
  ofSpans: TraceWindow[];
}

const hourLongMs = 3_600_000;
const hourUs = usOf(hourLongMs);
/** More stretches than that are read as one. */
const mostStretches = 8;

const allFigures = Object.keys(figures) as Figure[];

/** Takes a window apart by hours: each trace that starts in it starts in one of the parts. */
export function divided(window: TraceWindow, known: SettledHours | undefined): Divided {
  if (known === undefined) return { ofSpans: [window] };
  const fromUs = larger((window.fromUs / hourUs) * hourUs, usOf(known.fromMs));
  const toUs = smaller(((window.toUs + hourUs - 1n) / hourUs) * hourUs, usOf(known.beforeMs));
  if (fromUs >= toUs) return { ofSpans: [window] };
  const stale = known.stale.map(usOf).filter((hour) => hour >= fromUs && hour < toUs);
  const stretches: TraceWindow[] = [];
  for (const hour of stale) {
    const last = stretches.at(-1);
    if (last?.toUs === hour) last.toUs = hour + hourUs;
    else stretches.push({ fromUs: hour, toUs: hour + hourUs });
  }
  if (stretches.length > mostStretches) {
    stretches.splice(0, stretches.length, { fromUs: stale[0] ?? fromUs, toUs: (stale.at(-1) ?? toUs) + hourUs });
  }
  const except: number[] = [];
  for (const stretch of stretches) {
    for (let hour = stretch.fromUs; hour < stretch.toUs; hour += hourUs) except.push(Number(hour / 1_000_000n));
  }
  const ofSpans = [{ fromUs: window.fromUs, toUs: fromUs }, ...stretches, { fromUs: toUs, toUs: window.toUs }]
    .map((part) => ({ fromUs: larger(part.fromUs, window.fromUs), toUs: smaller(part.toUs, window.toUs) }))
    .filter((part) => part.fromUs < part.toUs);
  return { settled: { hours: { fromUs, toUs }, except }, ofSpans };
}

/** SQL conditions on rows of `settled_traces`: those that count, of these hours. */
export function settledConditions(
  bindings: Bindings,
  { hours, except }: NonNullable<Divided["settled"]>,
): readonly string[] {
  const second = (us: bigint): string => bindings.bind("DateTime('UTC')", Number(us / 1_000_000n));
  const within = `hour >= ${second(hours.fromUs)} AND hour < ${second(hours.toUs)}`;
  return [
    within,
    ...(except.length === 0 ? [] : [`hour NOT IN ${bindings.bind("Array(DateTime('UTC'))", except)}`]),
    `(hour, generation) IN (SELECT hour, generation FROM rollup_hours FINAL WHERE ${ofProject} AND ${within})`,
  ];
}

/**
 * Puts the traces together that start in an hour, given in ms since 1970, and stores them under a generation; the rows count once
 * `rollup_hours` names it. Hour by hour, so that what a row says does not depend on when it was made. Throws a StoreError.
 */
export async function settleTraces(
  clickhouse: ClickHouse,
  project: string,
  hourMs: number,
  { generation, ...options }: { generation: number; signal: AbortSignal; maxMemoryBytes: number },
): Promise<void> {
  const lane = { lane: "background", signal: options.signal } as const;
  const window = { fromUs: usOf(hourMs), toUs: usOf(hourMs + hourLongMs) };
  const bindings = new Bindings(project);
  const { spans, notEarlier } = settledWindow(bindings, window);
  const traces = tracesSql(
    { ofSpans: [{ spans: [spans, notEarlier], started: window }], filters: [] },
    settledColumns,
    allFigures,
  );
  const stored = [...settledColumns, ...allFigures.flatMap((figure) => [figure, figures[figure].has])];
  await clickhouse.command(
    `INSERT INTO settled_traces (project, hour, generation, trace_id, ${stored.map(settledName).join(", ")})
     SELECT {project:String}, toStartOfHour(fromUnixTimestamp64Micro(startUs, 'UTC')), ${generation}, trace_id, ${stored.join(", ")}
     FROM (${traces}) SETTINGS do_not_merge_across_partitions_select_final = 1`,
    { parameters: bindings.parameters, ...lane, maxMemoryBytes: options.maxMemoryBytes },
  );
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

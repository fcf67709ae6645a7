import type { Histogram, TraceFilterQuery } from "../../api/contract/traces.ts";
import { Bindings } from "./bindings.ts";
import type { Range } from "./spans.ts";
import type { TraceSource } from "./settled.ts";
import { scopeOf } from "./trace-scope.ts";
import { usOf } from "./trace-window.ts";
import { tracesSql } from "./traces-sql.ts";

const mostBars = 60;
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Widths that people read at a glance. */
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minuteMs),
  ...[1, 2, 3, 6, 12].map((count) => count * hourMs),
  ...[1, 2, 7, 14, 28].map((count) => count * dayMs),
];

/** Traces by the time of their start: at most 60 bars, and one more where the range begins within a step. Throws as `listTraces`. */
export async function traceHistogram(
  source: TraceSource,
  project: string,
  query: TraceFilterQuery,
  range: Range,
): Promise<Histogram> {
  const stepMs = stepOf(range);
  const window = { fromUs: usOf(range.fromMs), toUs: usOf(range.toMs) };
  const bindings = new Bindings(project);
  const scope = await scopeOf(source, project, bindings, query, window);
  const rows = await source.scan<{ bar: number; traces: number; failed: number }>(
    `SELECT toFloat64(intDiv(startUs, ${stepMs} * 1000)) AS bar, toFloat64(count()) AS traces, toFloat64(countIf(errors > 0)) AS failed
     FROM (${tracesSql(scope, ["errors"])}) GROUP BY bar`,
    bindings,
  );
  const byBar = new Map(rows.map((row) => [row.bar, row]));
  const first = Math.floor(range.fromMs / stepMs);
  const bars = Array.from({ length: Math.ceil(range.toMs / stepMs) - first }, (_, at) => {
    const row = byBar.get(first + at);
    return { timeMs: (first + at) * stepMs, traces: row?.traces ?? 0, errors: row?.failed ?? 0 };
  });
  return { stepMs, bars };
}

function stepOf({ fromMs, toMs }: Range): number {
  const least = (toMs - fromMs) / mostBars;
  return steps.find((step) => step >= least) ?? Math.ceil(least / dayMs) * dayMs;
}

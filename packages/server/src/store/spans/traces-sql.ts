import { newest } from "./bindings.ts";
import { gathered, totalOf, type Figure } from "./innermost.ts";
import { startUsOfRank, traceColumns, type TraceColumn } from "./trace-columns.ts";
import type { TraceFilter } from "./trace-filter.ts";
import type { TraceWindow } from "./trace-window.ts";

/** Which traces a query is about. */
export interface TraceScope {
  /** Conditions on the start and the trace of spans: what is read. */
  spans: readonly string[];
  filters: readonly TraceFilter[];
  /** Only traces that start in it. */
  started: TraceWindow;
}

/**
 * SQL of one row for each trace that passes the filters: its `trace_id` and `startUs`, and the columns and figures asked for,
 * under their names. A figure that no span says is 0; `picoSaid` and `tokensSaid` are then empty.
 */
export function tracesSql(
  { spans, filters, started }: TraceScope,
  columns: readonly TraceColumn[],
  figures: readonly Figure[] = [],
): string {
  const needed = new Set<TraceColumn>(["rank", ...columns, ...filters.flatMap((filter) => filter.columns)]);
  const added = new Set([...figures, ...filters.flatMap((filter) => filter.figures)]);
  const selected = [
    "trace_id",
    ...[...needed].map((column) => `${traceColumns[column]} AS ${column}`),
    ...[...added].map(gathered),
    `${startUsOfRank} AS startUs`,
  ];
  const having = [`startUs >= ${started.fromUs}`, `startUs < ${started.toUs}`, ...conditions(filters, false)];
  const sql = `SELECT ${selected.join(", ")} FROM ${newest("spans", spans.join(" AND "))} GROUP BY trace_id HAVING ${having.join(" AND ")}`;
  if (added.size === 0) return sql;
  const totals = [...added].map((figure) => `${totalOf(figure)} AS ${figure}`);
  const where = conditions(filters, true);
  return `SELECT *, ${totals.join(", ")} FROM (${sql})${where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`}`;
}

function conditions(filters: readonly TraceFilter[], overFigures: boolean): string[] {
  return filters
    .filter(({ figures }) => figures.length > 0 === overFigures)
    .flatMap(({ condition }) => condition ?? []);
}

import { newest, ofProject } from "./bindings.ts";
import { figures as allFigures, gathered, saidOf, totalOf, type Figure } from "./innermost.ts";
import { startUsOfRank, traceColumns, type SettledColumn } from "./trace-columns.ts";
import type { TraceFilter } from "./trace-filter.ts";
import type { TraceWindow } from "./trace-window.ts";

/** Which traces a query is about: those of the parts, each trace in one of them, that pass the filters. */
export interface TraceScope {
  /** Put together from spans: conditions on the start and the trace of spans, and between which starts of traces. */
  ofSpans: readonly { spans: readonly string[]; started: TraceWindow }[];
  /** Read as they were put together when their hours had settled: conditions on rows of `settled_traces`. */
  settled?: { conditions: readonly string[]; started: TraceWindow };
  filters: readonly TraceFilter[];
}

/**
 * SQL of one row for each trace of the scope: its `trace_id` and `startUs`, and the columns and figures asked for, under their
 * names. A figure that no span says is 0, and `hasPico` or `hasTokens` then 0 as well.
 */
export function tracesSql(
  { ofSpans, settled, filters }: TraceScope,
  columns: readonly SettledColumn[],
  figures: readonly Figure[] = [],
): string {
  const needed = [...new Set<SettledColumn>(["rank", ...columns, ...filters.flatMap((filter) => filter.columns)])];
  const added = [...new Set([...figures, ...filters.flatMap((filter) => filter.figures)])];
  const parts = ofSpans.map(({ spans, started }) => {
    const having = [...startedIn(started), ...conditions(filters, false)].join(" AND ");
    const gatheredColumns = added.length === 0 ? "" : `, ${added.map(gathered).join(", ")}`;
    const sql = `SELECT trace_id, ${startUsOfRank} AS startUs, ${needed.map((one) => `${traceColumns[one]} AS ${one}`).join(", ")}${gatheredColumns}
      FROM ${newest("spans", spans.join(" AND "))} GROUP BY trace_id HAVING ${having}`;
    if (added.length === 0) return sql;
    const totals = added.map(
      (figure) => `${totalOf(figure)} AS ${figure}, ${saidOf(figure)} AS ${allFigures[figure].has}`,
    );
    return `SELECT trace_id, startUs, ${[...needed, ...totals].join(", ")} FROM (${sql})${whereOf(conditions(filters, true))}`;
  });
  if (settled !== undefined) {
    const stored = [...needed, ...added.flatMap((figure) => [figure, allFigures[figure].has])];
    const where = [
      ofProject,
      ...settled.conditions,
      ...startedIn(settled.started),
      ...conditions(filters, false),
      ...conditions(filters, true),
    ];
    parts.push(
      `SELECT trace_id, ${startUsOfRank} AS startUs, ${stored.map(settledAs).join(", ")} FROM settled_traces${whereOf(where)}`,
    );
  }
  return parts.join("\nUNION ALL\n");
}

/** The name that a column or figure has in `settled_traces`. */
export function settledName(column: string): string {
  return column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function settledAs(column: string): string {
  const name = settledName(column);
  return name === column ? column : `${name} AS ${column}`;
}

function startedIn({ fromUs, toUs }: TraceWindow): string[] {
  return [`startUs >= ${fromUs}`, `startUs < ${toUs}`];
}

function whereOf(conditionsOfAll: readonly string[]): string {
  return conditionsOfAll.length === 0 ? "" : ` WHERE ${conditionsOfAll.join(" AND ")}`;
}

function conditions(filters: readonly TraceFilter[], overFigures: boolean): string[] {
  return filters
    .filter(({ figures }) => figures.length > 0 === overFigures)
    .flatMap(({ condition }) => condition ?? []);
}

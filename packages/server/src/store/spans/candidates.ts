import { ofProject, type Bindings } from "./bindings.ts";
import type { Read } from "./reader.ts";
import type { TraceFilter } from "./trace-filter.ts";
import { aroundConditions, type TraceWindow } from "./trace-window.ts";

/** Up to so many traces are named one by one. */
const most = 2_000;

/**
 * Ids of the traces around a window that have a span which passes each of the filters that single spans decide: an index finds
 * the few spans of a month with a rare word, whose traces then need not be looked for among all. `filters` are bound in
 * `bindings`. Undefined when there is no such filter, or when too many traces pass. Throws a StoreError.
 */
export async function candidates(
  read: Read,
  bindings: Bindings,
  window: TraceWindow,
  filters: readonly TraceFilter[],
): Promise<string[] | undefined> {
  const [first, ...others] = filters.flatMap(({ ofSpan }) => ofSpan ?? []);
  if (first === undefined) return undefined;
  const around = aroundConditions(bindings, window);
  const sql = others.reduce((so, other) => `${so} AND ${hasSpan(around, other)}`, tracesWith(around, first));
  const rows = await read<{ trace_id: string }>(`SELECT DISTINCT trace_id FROM (${sql}) LIMIT ${most + 1}`, bindings);
  return rows.length > most ? undefined : rows.map(({ trace_id: id }) => id);
}

/** SQL condition: the trace has a span among those that `spans` chooses of which `condition` holds. */
export function hasSpan(spans: string, condition: string): string {
  return `trace_id IN (${tracesWith(spans, condition)})`;
}

/** Without PREWHERE: together with it, conditions that a text index answers fail (ClickHouse 26.7). */
function tracesWith(spans: string, condition: string): string {
  return `SELECT trace_id FROM spans FINAL WHERE ${ofProject} AND ${spans} AND ${condition}`;
}

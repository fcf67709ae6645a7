import type { TraceFilterQuery } from "../../api/contract/traces.ts";
import { Bindings, ofProject } from "./bindings.ts";
import type { Read } from "./reader.ts";
import { filtersOf } from "./trace-filter.ts";
import { reachWithin, windowConditions, type TraceWindow } from "./trace-window.ts";

/** Up to so many traces are named one by one. */
const most = 2_000;

/**
 * Ids of the traces around a window that have a span which passes each of the filters that single spans decide: an index finds
 * the few spans of a month with a rare word, whose traces then need not be looked for among all. Undefined when there is no
 * such filter, or when too many traces pass. Throws RequestError 400 for a filter that cannot be read, and a StoreError.
 */
export async function candidates(
  read: Read,
  project: string,
  window: TraceWindow,
  query: TraceFilterQuery,
): Promise<string[] | undefined> {
  const bindings = new Bindings(project);
  const [first, ...others] = filtersOf(query, bindings, window.fromUs).flatMap(({ ofSpan }) => ofSpan ?? []);
  if (first === undefined) return undefined;
  const { spans } = windowConditions(bindings, window, await reachWithin(read, project, window));
  const sql = others.reduce((so, other) => `${so} AND ${hasSpan(spans, other)}`, tracesWith(spans, first));
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

import type { TraceFilterQuery } from "../../api/contract/traces.ts";
import type { Bindings } from "./bindings.ts";
import { candidates, hasSpan } from "./candidates.ts";
import type { Read } from "./reader.ts";
import { filtersOf } from "./trace-filter.ts";
import { aroundConditions, reachWithin, windowConditions, type TraceWindow } from "./trace-window.ts";
import type { TraceScope } from "./traces-sql.ts";

/**
 * The traces of a window that pass the filters of a query, and how long behind their start their spans may start.
 * Throws RequestError 400 for a filter that cannot be read, and a StoreError.
 */
export async function scopeOf(
  read: Read,
  project: string,
  bindings: Bindings,
  query: TraceFilterQuery,
  window: TraceWindow,
): Promise<TraceScope> {
  const filters = filtersOf(query, bindings);
  const ids = await candidates(read, bindings, window, filters);
  return ids === undefined
    ? await wholeScope(read, project, bindings, query, window)
    : namedScope(bindings, query, window, ids);
}

/** As `scopeOf`, when these are the only traces that can pass. */
export function namedScope(
  bindings: Bindings,
  query: TraceFilterQuery,
  window: TraceWindow,
  ids: readonly string[],
): TraceScope {
  const spans = [aroundConditions(bindings, window), `trace_id IN ${bindings.texts(ids)}`];
  return { spans, filters: filtersOf(query, bindings), started: window };
}

/** As `scopeOf`, when any trace can pass. */
export async function wholeScope(
  read: Read,
  project: string,
  bindings: Bindings,
  query: TraceFilterQuery,
  window: TraceWindow,
): Promise<TraceScope> {
  const filters = filtersOf(query, bindings);
  const { spans, notEarlier } = windowConditions(bindings, window, await reachWithin(read, project, window));
  const narrow = filters.flatMap(({ ofSpan }) => (ofSpan === undefined ? [] : [hasSpan(spans, ofSpan)]));
  return { spans: [spans, ...narrow, notEarlier], filters, started: window };
}

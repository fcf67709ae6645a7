import type { TraceFilterQuery } from "../../api/contract/traces.ts";
import type { Bindings } from "./bindings.ts";
import { candidates, hasSpan } from "./candidates.ts";
import { divided, settledConditions, type TraceSource } from "./settled.ts";
import { filtersOf } from "./trace-filter.ts";
import { aroundConditions, isOpen, reachWithin, windowConditions, type TraceWindow } from "./trace-window.ts";
import type { TraceScope } from "./traces-sql.ts";

/**
 * The traces of a window that pass the filters of a query. Throws RequestError 400 for a filter that cannot be read, and a
 * StoreError.
 */
export async function scopeOf(
  source: TraceSource,
  project: string,
  bindings: Bindings,
  query: TraceFilterQuery,
  window: TraceWindow,
): Promise<TraceScope> {
  const ids = await candidates(source.read, project, window, query);
  return ids === undefined
    ? await wholeScope(source, project, bindings, query, window)
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
  return { ofSpans: [{ spans, started: window }], filters: filtersOf(query, bindings, window.fromUs) };
}

/** As `scopeOf`, when any trace can pass. */
export async function wholeScope(
  { read, settled }: TraceSource,
  project: string,
  bindings: Bindings,
  query: TraceFilterQuery,
  window: TraceWindow,
): Promise<TraceScope> {
  const filters = filtersOf(query, bindings, window.fromUs);
  const parts = divided(window, isOpen(window) ? undefined : await settled());
  const narrowed = (spans: string): string[] =>
    filters.flatMap(({ ofSpan }) => (ofSpan === undefined ? [] : [hasSpan(spans, ofSpan)]));
  const ofSpans = await Promise.all(
    parts.ofSpans.map(async (started) => {
      const { spans, notEarlier } = windowConditions(bindings, started, await reachWithin(read, project, started));
      return { spans: [spans, ...narrowed(spans), notEarlier], started };
    }),
  );
  if (parts.settled === undefined) return { ofSpans, filters };
  const conditions = [
    ...settledConditions(bindings, parts.settled),
    ...narrowed(aroundConditions(bindings, parts.settled.hours)),
  ];
  return { ofSpans, settled: { conditions, started: window }, filters };
}

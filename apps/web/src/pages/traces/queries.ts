import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../api/index.ts";
import type { TraceRow } from "../../api/index.ts";
import type { View } from "../../shell/view.ts";
import { defaultRange, rangeMs } from "../../shell/range.ts";
import type { Filters } from "../../filter/index.ts";
import type { Sort } from "./route.ts";

/**
 * What a list shows. A relative range is kept as such: each first page fixes what "now" is for itself and the pages after it,
 * so that a list never moves under the reader.
 */
export interface ListScope {
  project: string;
  /** `24h`, or undefined with fixed ends. */
  range: string | undefined;
  from: number | undefined;
  to: number | undefined;
  filters: Filters;
}

/** The scope of a view's project and range; it stays the same object while "now" moves on. */
export function useScope(view: View, filters: Filters): ListScope {
  const { project, range } = view;
  const from = range === undefined ? view.fromMs : undefined;
  const to = range === undefined ? view.toMs : undefined;
  return useMemo(() => ({ project, range, from, to, filters }), [project, range, from, to, filters]);
}

/** The scope's ends at this moment, ms since 1970. */
export function endsOf(scope: ListScope): { from: number; to: number } {
  if (scope.from !== undefined && scope.to !== undefined) return { from: scope.from, to: scope.to };
  const to = Date.now();
  return { from: to - (rangeMs(scope.range ?? defaultRange) ?? 86_400_000), to };
}

interface ListPage {
  traces: TraceRow[];
  next?: string | undefined;
  ends: { from: number; to: number };
}

const pageSize = 100;

/** The list, a page at a time. It is renewed only when somebody asks: see `newTracesQuery`. */
export function tracesQuery(scope: ListScope, sort: Sort) {
  return infiniteQueryOptions({
    queryKey: ["traces", scope.project, "list", scope, sort],
    initialPageParam: undefined as { cursor: string; ends: ListPage["ends"] } | undefined,
    queryFn: async ({ pageParam, signal }): Promise<ListPage> => {
      const ends = pageParam?.ends ?? endsOf(scope);
      const query = { ...scope.filters, project: scope.project, ...ends, sort, limit: pageSize };
      return { ...(await api.traces({ ...query, cursor: pageParam?.cursor }, signal)), ends };
    },
    getNextPageParam: (page) => (page.next === undefined ? undefined : { cursor: page.next, ends: page.ends }),
    staleTime: Infinity,
    gcTime: 30 * 60_000,
    refetchOnWindowFocus: false,
  });
}

/** The newest traces of the scope, asked again and again to count what the list does not have yet. */
export function newestTracesQuery(scope: ListScope, enabled: boolean) {
  return queryOptions({
    queryKey: ["traces", scope.project, "newest", scope],
    queryFn: ({ signal }) =>
      api.traces({ ...scope.filters, project: scope.project, ...endsOf(scope), limit: pageSize }, signal),
    enabled: enabled && scope.range !== undefined,
    refetchInterval: 10_000,
    staleTime: 0,
  });
}

/** Bars over the scope, with the ends they were counted for. */
export function histogramQuery(scope: ListScope) {
  return queryOptions({
    queryKey: ["traces", scope.project, "histogram", scope],
    queryFn: async ({ signal }) => {
      const ends = endsOf(scope);
      return { ...(await api.histogram({ ...scope.filters, project: scope.project, ...ends }, signal)), ends };
    },
    staleTime: 60_000,
    gcTime: 30 * 60_000,
    placeholderData: (before) => before,
  });
}

/** Each facet's values under all other filters. */
export function facetValuesQuery(scope: ListScope) {
  return queryOptions({
    queryKey: ["traces", scope.project, "facets", scope],
    queryFn: ({ signal }) => api.facets({ ...scope.filters, project: scope.project, ...endsOf(scope) }, signal),
    staleTime: 60_000,
    gcTime: 30 * 60_000,
    placeholderData: (before) => before,
  });
}

/** How many traces a scope has, for saying which filter to drop. */
export function countQuery(scope: ListScope, enabled: boolean) {
  return queryOptions({
    queryKey: ["traces", scope.project, "count", scope],
    queryFn: async ({ signal }) => {
      const { bars } = await api.histogram({ ...scope.filters, project: scope.project, ...endsOf(scope) }, signal);
      return bars.reduce((sum, bar) => sum + bar.traces, 0);
    },
    enabled,
    staleTime: 60_000,
  });
}

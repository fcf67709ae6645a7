import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { TraceRow } from "../../api/index.ts";
import { type ListScope, newestTracesQuery, tracesQuery } from "./queries.ts";
import type { Sort } from "./route.ts";

/** The rows of a list, how to get more, and how many have come since. */
export interface TraceRows {
  rows: readonly TraceRow[];
  loaded: boolean;
  error: Error | null;
  more: boolean;
  /** What arrived since the list was made; `atLeast` when there are more than could be counted. */
  waiting: { traces: number; atLeast: boolean };
  loadMore: () => void;
  retry: () => void;
  /** Makes the list anew, from the top. */
  renew: () => void;
}

export function useTraceRows(scope: ListScope, sort: Sort): TraceRows {
  const client = useQueryClient();
  const options = tracesQuery(scope, sort);
  const list = useInfiniteQuery(options);
  const newest = useQuery(newestTracesQuery(scope, sort === "time" && list.isSuccess));
  const rows = useMemo(() => unique((list.data?.pages ?? []).flatMap((page) => page.traces)), [list.data]);
  const waiting = useMemo(
    () => arrived(rows, newest.data?.traces ?? [], list.data !== undefined),
    [rows, newest.data, list.data],
  );
  const { fetchNextPage, isFetchingNextPage, hasNextPage } = list;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return {
    rows,
    loaded: list.data !== undefined,
    error: list.error,
    more: hasNextPage,
    waiting,
    loadMore,
    retry: () => void list.refetch(),
    renew: () => {
      // Only the first page is asked again; the others would be moved by what is new.
      client.setQueryData(options.queryKey, (data) =>
        data ? { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) } : data,
      );
      void client.invalidateQueries({ queryKey: ["traces", scope.project] });
    },
  };
}

/** A trace that grew between two pages may be on both. */
function unique(rows: readonly TraceRow[]): TraceRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.traceId) && seen.add(row.traceId));
}

function arrived(
  rows: readonly TraceRow[],
  newest: readonly TraceRow[],
  loaded: boolean,
): { traces: number; atLeast: boolean } {
  if (!loaded) return { traces: 0, atLeast: false };
  const known = new Set(rows.map((row) => row.traceId));
  const oldest = rows.at(-1)?.startTime ?? "";
  const traces = newest.filter((row) => !known.has(row.traceId) && row.startTime >= oldest).length;
  return { traces, atLeast: traces > 0 && traces === newest.length && rows.length > 0 && newest.length >= 100 };
}

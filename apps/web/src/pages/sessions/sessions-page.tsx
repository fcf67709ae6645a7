import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { api, facetsQuery } from "../../api/index.ts";
import { EmptyPage, Skeleton } from "../../design/index.ts";
import {
  asSearch,
  conditionsOf,
  type FacetValues,
  FilterBox,
  FilterChips,
  type Filters,
  filtersFrom,
  fitFilters,
  ListFault,
} from "../../filter/index.ts";
import { defaultRange, rangeMs } from "../../shell/range.ts";
import { PageTitle } from "../../shell/page-title.tsx";
import { useView } from "../../shell/view.ts";
import { SessionList } from "./session-list.tsx";
import "./sessions-page.css";

const route = getRouteApi("/shell/sessions");

/** Conversations, the one with the newest trace first. */
export function SessionsPage(): ReactNode {
  const search = route.useSearch();
  const view = useView();
  const navigate = useNavigate();
  const filters = useMemo(() => filtersFrom({ ...search }), [search]);
  const asked = useMemo(() => fitFilters(filters), [filters]);
  const facets = useQuery({
    ...facetsQuery({ project: view.project, from: view.fromMs, to: view.toMs }),
    placeholderData: keepPreviousData,
  });
  const values = useMemo(
    () => Object.fromEntries((facets.data?.facets ?? []).map((facet) => [facet.name, facet.values])) as FacetValues,
    [facets.data],
  );
  const fixed = view.range === undefined ? { from: view.fromMs, to: view.toMs } : undefined;
  const list = useInfiniteQuery({
    queryKey: ["sessions", view.project, asked, view.range, fixed],
    initialPageParam: undefined as { cursor: string; from: number; to: number } | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const to = pageParam?.to ?? fixed?.to ?? Date.now();
      const from = pageParam?.from ?? fixed?.from ?? to - (rangeMs(view.range ?? defaultRange) ?? 86_400_000);
      const query = { ...asked, project: view.project, from, to, limit: 100, cursor: pageParam?.cursor };
      return { ...(await api.sessions(query, signal)), from, to };
    },
    getNextPageParam: (page) =>
      page.next === undefined ? undefined : { cursor: page.next, from: page.from, to: page.to },
    staleTime: 30_000,
    gcTime: 30 * 60_000,
    refetchOnWindowFocus: false,
  });
  const sessions = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.sessions), [list.data]);
  const change = (next: Filters) =>
    void navigate({ to: "/sessions", search: (before: Filters) => ({ ...before, ...asSearch(next) }) });

  return (
    <div className="sessions-page">
      <PageTitle title="Sessions" />
      <h1 className="seen-by-readers">Sessions</h1>
      <FilterBox filters={filters} facets={values} label="Filter sessions" onChange={change} />
      <FilterChips filters={filters} onChange={change} />
      {list.error && !list.data ? (
        <ListFault error={list.error} filters={asked} onChange={change} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton lines={12} />
      ) : sessions.length > 0 ? (
        <SessionList
          sessions={sessions}
          more={list.hasNextPage}
          onMore={() => {
            if (!list.isFetchingNextPage) void list.fetchNextPage();
          }}
        />
      ) : (
        <EmptyPage
          title={conditionsOf(filters).length > 0 ? "No session passes these filters" : "No sessions in this range"}
          text="A session is the traces of one conversation: give its spans the attribute session.id (or gen_ai.conversation.id)."
        />
      )}
    </div>
  );
}

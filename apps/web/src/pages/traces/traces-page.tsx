import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { Button, figureText, Icon, Sheet, useNarrow } from "../../design/index.ts";
import { PageTitle } from "../../shell/page-title.tsx";
import { useChangeView, useView } from "../../shell/view.ts";
import { useMe } from "../../shell/me.ts";
import { FacetList } from "./facets.tsx";
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
import { FirstTrace } from "./first-trace.tsx";
import { ListHistogram } from "./list-histogram.tsx";
import { NoMatch } from "./no-traces.tsx";
import { facetValuesQuery, histogramQuery, useScope } from "./queries.ts";
import { SelectionBar } from "./selection-bar.tsx";
import { TraceGrid } from "./trace-grid.tsx";
import { TracePeek } from "./trace-peek.tsx";
import type { Sort, TracesSearch } from "./route.ts";
import { useListKeys } from "./use-list-keys.ts";
import { useTraceRows } from "./use-trace-list.ts";
import "./traces-page.css";

const route = getRouteApi("/shell/traces");

/** All traces of the view under the filters of the address. */
export function TracesPage(): ReactNode {
  const search = route.useSearch();
  const view = useView();
  const narrow = useNarrow();
  const changeView = useChangeView();
  const navigate = useNavigate();
  const [sheet, setSheet] = useState(false);
  const filters = useMemo(() => filtersFrom({ ...search }), [search]);
  const asked = useMemo(() => fitFilters(filters), [filters]);
  const scope = useScope(view, asked);
  const sort: Sort = search.sort ?? "time";
  const list = useTraceRows(scope, sort);
  const histogram = useQuery(histogramQuery(scope));
  const facets = useQuery({ ...facetValuesQuery(scope), placeholderData: keepPreviousData });
  const values = useMemo(
    () => Object.fromEntries((facets.data?.facets ?? []).map((facet) => [facet.name, facet.values])) as FacetValues,
    [facets.data],
  );

  const change = (next: Filters) =>
    void navigate({
      to: "/traces",
      search: (before: TracesSearch) => ({ ...before, ...asSearch(next), peek: undefined }),
    });
  // oxlint-disable-next-line no-underscore-dangle -- the router's only name for an entry of the history
  const entry = useRouterState({ select: (state) => state.location.state.__TSR_key ?? "" });
  const keys = useListKeys({ entry, rows: list.rows, filters, peek: search.peek, onFilters: change });
  const setSort = (next: Sort) =>
    void navigate({
      to: "/traces",
      search: (before: TracesSearch) => ({ ...before, sort: next === "time" ? undefined : next, peek: undefined }),
    });
  const peeked = search.peek === undefined ? undefined : list.rows.find((row) => row.traceId === search.peek);
  const count = conditionsOf(filters).length;
  const project = useMe().projects.find((one) => one.name === view.project);
  const facetList = <FacetList facets={facets.data?.facets} filters={filters} onChange={change} />;

  return (
    <div className={peeked ? "traces-page traces-peeking" : "traces-page"}>
      <PageTitle title="Traces" />
      <h1 className="seen-by-readers">Traces</h1>
      {!narrow && (
        <div className="traces-facets" role="region" aria-label="Facets" tabIndex={0}>
          {facetList}
        </div>
      )}
      <div className="traces-main">
        <div className="traces-filter">
          {narrow && (
            <Button aria-haspopup="dialog" onClick={() => setSheet(true)}>
              <Icon name="filter" />
              {count === 0 ? "Facets" : `Facets, ${count} on`}
            </Button>
          )}
          <FilterBox filters={filters} facets={values} onChange={change} />
        </div>
        <FilterChips filters={filters} onChange={change} />
        <ListHistogram counts={histogram.data} onRange={(from, to) => changeView({ from, to })} />
        <div className="traces-list">
          {list.waiting.traces > 0 && (
            <button
              type="button"
              className="traces-new"
              onClick={() => {
                list.renew();
                keys.toTop();
              }}
            >
              <Icon name="up" />
              {figureText(list.waiting.traces, "count")}
              {list.waiting.atLeast ? "+" : ""} new
            </button>
          )}
          {list.error ? (
            <ListFault error={list.error} filters={asked} onChange={change} onRetry={list.retry} />
          ) : !list.loaded ? (
            <WaitingRows />
          ) : list.rows.length > 0 ? (
            <TraceGrid
              rows={list.rows}
              more={list.more}
              sort={sort}
              onSort={setSort}
              onMore={list.loadMore}
              {...keys.grid}
            />
          ) : count === 0 && project?.firstSpanAt === undefined ? (
            <FirstTrace project={view.project} />
          ) : (
            <NoMatch scope={scope} onChange={change} onRange={(range) => changeView({ range })} />
          )}
        </div>
        {keys.selected.length > 0 && (
          <SelectionBar project={view.project} traceIds={keys.selected} onClear={keys.clear} />
        )}
      </div>
      {peeked && <TracePeek row={peeked} project={view.project} onClose={keys.closePeek} onOpen={keys.open} />}
      {sheet && (
        <Sheet title="Facets" onClose={() => setSheet(false)}>
          {facetList}
        </Sheet>
      )}
    </div>
  );
}

/** Rows to be, as high as rows are: nothing moves when they come. */
function WaitingRows(): ReactNode {
  return (
    <div className="traces-waiting" role="status" aria-label="Loading traces">
      {Array.from({ length: 24 }, (_, index) => (
        <div key={index} className="trace-waiting">
          <span style={{ width: `${45 + ((index * 37) % 50)}%` }} />
        </div>
      ))}
    </div>
  );
}

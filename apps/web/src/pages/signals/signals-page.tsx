import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo } from "react";
import { api, facetsQuery } from "../../api/index.ts";
import { moveCrosshair } from "../../charts/index.ts";
import { Button, EmptyPage, Fault, Select, Skeleton } from "../../design/index.ts";
import { asSearch, type FacetValues, FilterBox, FilterChips, type Filters } from "../../filter/index.ts";
import { useKey } from "../../keyboard/index.ts";
import { PageTitle } from "../../shell/page-title.tsx";
import { useView } from "../../shell/view.ts";
import { groupings, signalFilters, type SignalsSearch } from "./route.ts";
import { SignalCard, syncKey } from "./signal-card.tsx";
import "./signals-page.css";

const route = getRouteApi("/shell/signals");
const group = "Signals";

/** Every signal as a small chart over the same time, with one crosshair. */
export function SignalsPage(): ReactNode {
  const search = route.useSearch();
  const view = useView();
  const navigate = useNavigate();
  const list = useQuery({
    queryKey: ["signals", view.project],
    queryFn: ({ signal }) => api.signals({ project: view.project }, signal),
    staleTime: 60_000,
  });
  const facets = useQuery({
    ...facetsQuery({ project: view.project, from: view.fromMs, to: view.toMs }),
    placeholderData: keepPreviousData,
  });
  const values = useMemo(
    () => Object.fromEntries((facets.data?.facets ?? []).map((facet) => [facet.name, facet.values])) as FacetValues,
    [facets.data],
  );
  const filters = useMemo<Filters>(
    () => ({
      route: search.route,
      model: search.model,
      release: search.release,
      environment: search.environment,
      tool: search.tool,
    }),
    [search.route, search.model, search.release, search.environment, search.tool],
  );
  const change = (next: Partial<SignalsSearch>) =>
    void navigate({ to: "/signals", search: (before: SignalsSearch) => ({ ...before, ...next }), resetScroll: false });
  const setFilters = (next: Filters) => {
    const all = asSearch(next);
    change(Object.fromEntries(signalFilters.map((name) => [name, all[name]])));
  };
  // Who comes back finds no cursor of last time.
  useEffect(() => () => moveCrosshair(syncKey, undefined), []);
  useKey("T", { does: "tables instead of charts", group }, () => change({ table: search.table ? undefined : true }));
  useKey("w", { does: "last week as overlay", group }, () => change({ overlay: search.overlay ? undefined : "week" }));

  if (list.error && !list.data) return <Fault error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton lines={8} />;
  const shown = list.data.signals.filter((one) => search.signal === undefined || search.signal.includes(one.name));
  return (
    <div className="signals-page">
      <PageTitle title="Signals" />
      <h1 className="seen-by-readers">Signals</h1>
      <div className="signals-controls">
        <FilterBox
          filters={filters}
          facets={values}
          only={signalFilters}
          label="Filter signals"
          placeholder="route: model: release: environment: tool:"
          onChange={setFilters}
        />
        <Select
          label="Group by"
          labelHidden
          value={search.groupBy ?? "none"}
          options={[
            { value: "none", label: "No grouping" },
            ...groupings.map((one) => ({ value: one, label: `By ${one}` })),
          ]}
          onChoose={(value) => change({ groupBy: value === "none" ? undefined : value, only: undefined })}
        />
        <Button
          aria-pressed={search.overlay === "week"}
          onClick={() => change({ overlay: search.overlay ? undefined : "week" })}
        >
          Last week
        </Button>
        <Button aria-pressed={search.table === true} onClick={() => change({ table: search.table ? undefined : true })}>
          Table <kbd>T</kbd>
        </Button>
      </div>
      <FilterChips filters={filters} onChange={setFilters} />
      {search.signal !== undefined && (
        <p>
          <Button small onClick={() => change({ signal: undefined })}>
            Show all signals
          </Button>
        </p>
      )}
      {shown.length === 0 ? (
        <EmptyPage
          title="No signals yet"
          text="They begin with the first trace: latency, cost, errors, feedback and more."
        />
      ) : (
        <ul className="signals-grid">
          {shown.map((signal) => (
            <SignalCard
              key={signal.name}
              signal={signal}
              view={view}
              filters={filters}
              search={search}
              onChange={change}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

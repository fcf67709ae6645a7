import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import type { Signal, SignalSeries } from "../../api/index.ts";
import { filled, looks, PointTable, TimeChart } from "../../charts/index.ts";
import { Fault, figureText, Select, Skeleton } from "../../design/index.ts";
import type { Filters } from "../../filter/index.ts";
import { signalName, tracesBehind } from "../../signal/index.ts";
import { TracesLink, useOpenTraces } from "../../shell/traces-link.tsx";
import type { View } from "../../shell/view.ts";
import { CountStrip } from "./count-strip.tsx";
import type { SignalsSearch } from "./route.ts";
import { movedOn, seriesQuery, statisticOf } from "./series-query.ts";
import { SignalLegend } from "./signal-legend.tsx";
import { useNear } from "./use-near.ts";

/** The crosshair that all signals share. */
export const syncKey = "signals";
const chartPx = 150;
/** Below this many in a step a rate or a percentile says little: its point is hollow. */
const lowN = 30;

/** One signal: its figure over the range, its lines, how many each step rests on; or the same as a table. */
export function SignalCard({
  signal,
  view,
  filters,
  search,
  onChange,
}: {
  signal: Signal;
  view: View;
  filters: Filters;
  search: SignalsSearch;
  onChange: (next: Partial<SignalsSearch>) => void;
}): ReactNode {
  const place = useRef<HTMLLIElement>(null);
  const near = useNear(place);
  const openTraces = useOpenTraces();
  const now = useQuery({
    ...seriesQuery(signal, view, filters, search),
    enabled: near,
    placeholderData: keepPreviousData,
  });
  const before = useQuery({
    ...seriesQuery(signal, view, filters, search, { weeksBack: 1, stepMs: now.data?.stepMs }),
    enabled: near && search.overlay === "week" && now.data !== undefined,
    placeholderData: keepPreviousData,
  });
  const name = signalName(signal.name);
  const only = now.data?.series.some((one) => one.group === search.only) ? search.only : undefined;
  const behind = (group: string | undefined) => ({
    ...filters,
    ...tracesBehind(signal.name),
    ...(group === undefined || group === "" || search.groupBy === undefined ? {} : { [search.groupBy]: [group] }),
  });

  return (
    <li className="signal" ref={place} aria-label={name}>
      <header className="signal-head">
        <h2 title={signal.title}>{name}</h2>
        {signal.statistics.length > 1 && (
          <Select
            label={`Statistic of ${name}`}
            labelHidden
            value={statisticOf(signal, search) ?? ""}
            options={signal.statistics.map((one) => ({ value: one as string, label: one }))}
            onChoose={(value) =>
              onChange({
                statistic: [
                  ...(search.statistic ?? []).filter((one) => !one.startsWith(`${signal.name}:`)),
                  ...(value === signal.statistics[0] ? [] : [`${signal.name}:${value}`]),
                ],
              })
            }
          />
        )}
        {now.data?.series.length === 1 && (
          <p className="signal-total">
            <TracesLink
              filters={behind(undefined)}
              label={`${name}: ${figureText(now.data.series[0]?.total.value, signal.unit)}, open its traces`}
            >
              {figureText(now.data.series[0]?.total.value, signal.unit)}
            </TracesLink>{" "}
            <span className="muted">n {figureText(now.data.series[0]?.total.n, "count")}</span>
          </p>
        )}
      </header>
      <p className="signal-title muted one-line" title={signal.title}>
        {signal.title}
      </p>
      {now.error && !now.data ? (
        <Fault error={now.error} onRetry={() => void now.refetch()} />
      ) : now.data ? (
        <Drawn
          data={now.data}
          before={search.overlay === "week" ? before.data : undefined}
          name={name}
          view={view}
          only={only}
          table={search.table === true}
          onSelect={(from, to) => openTraces({ ...behind(only), from, to })}
          onOnly={(group) => onChange({ only: group })}
        />
      ) : near ? (
        <Skeleton lines={1} height={chartPx} />
      ) : (
        <div style={{ height: chartPx }} />
      )}
    </li>
  );
}

function Drawn({
  data,
  before,
  name,
  view,
  only,
  table,
  onSelect,
  onOnly,
}: {
  data: SignalSeries;
  before: SignalSeries | undefined;
  name: string;
  view: View;
  only: string | undefined;
  table: boolean;
  onSelect: (fromMs: number, toMs: number) => void;
  onOnly: (group: string | undefined) => void;
}): ReactNode {
  const { signal, stepMs } = data;
  const groups = data.series.toSorted((a, b) => b.total.n - a.total.n);
  const shown = groups.slice(0, looks);
  if (data.series.every((one) => one.points.length === 0))
    return <p className="signal-empty muted">Nothing was measured in this range.</p>;
  const labelOf = (group: string) => (group === "" ? (groups.length > 1 ? "(none)" : name) : group);
  if (table)
    return (
      <div className="signal-table">
        <PointTable
          caption={`${name}, by step`}
          unit={signal.unit}
          series={shown.map((one) => ({ label: labelOf(one.group), points: one.points }))}
        />
      </div>
    );
  const volume = signal.unit === "count";
  const lines = shown.map((one, look) => ({
    label: labelOf(one.group),
    // Where nothing was counted there were none; where nothing was measured there is a gap.
    points: volume ? filled(one.points, view.fromMs, view.toMs, stepMs) : one.points,
    look,
    hidden: only !== undefined && one.group !== only,
  }));
  const overlays = (before?.series ?? [])
    .filter((one) => shown.some((now) => now.group === one.group) && (only === undefined || one.group === only))
    .map((one) => ({
      label: `${labelOf(one.group)}, last week`,
      points: movedOn(one.points, 1),
      look: shown.findIndex((now) => now.group === one.group),
      overlay: true,
    }));
  return (
    <>
      <TimeChart
        label={`${name}: ${signal.title}. Arrow keys read the points, Enter opens their traces, T shows tables.`}
        unit={signal.unit}
        fromMs={view.fromMs}
        toMs={view.toMs}
        stepMs={stepMs}
        series={[...lines, ...overlays]}
        fromZero={signal.unit !== "score"}
        marks={data.releases.map((one) => ({ timeMs: one.timeMs, label: one.release }))}
        lowN={volume ? 0 : lowN}
        height={chartPx}
        syncKey={syncKey}
        onSelect={onSelect}
      />
      <CountStrip
        points={lines.filter((one) => !one.hidden).map((one) => one.points)}
        fromMs={view.fromMs}
        toMs={view.toMs}
        stepMs={stepMs}
        lowN={volume ? 0 : lowN}
      />
      <SignalLegend
        unit={signal.unit}
        lines={lines.map((line, index) => ({ ...line, group: shown[index]?.group ?? "", total: shown[index]?.total }))}
        more={groups.length - shown.length}
        only={only}
        onOnly={onOnly}
        rangeMs={view.toMs - view.fromMs}
      />
    </>
  );
}

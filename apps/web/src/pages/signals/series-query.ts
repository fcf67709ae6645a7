import { queryOptions } from "@tanstack/react-query";
import { api, type Signal } from "../../api/index.ts";
import type { Filters } from "../../filter/index.ts";
import type { View } from "../../shell/view.ts";
import type { SignalsSearch } from "./route.ts";

const weekMs = 7 * 86_400_000;

/** The statistic that the address chooses for a signal, or its first. */
export function statisticOf(signal: Signal, search: SignalsSearch): string | undefined {
  const prefix = `${signal.name}:`;
  const chosen = search.statistic?.find((one) => one.startsWith(prefix))?.slice(prefix.length);
  return signal.statistics.find((one) => one === chosen) ?? signal.statistics[0];
}

/** A signal over the view, `weeksBack` weeks before it; a signal that cannot be grouped so is asked for as a whole. */
export function seriesQuery(
  signal: Signal,
  view: View,
  filters: Filters,
  search: SignalsSearch,
  { weeksBack = 0, stepMs }: { weeksBack?: number; stepMs?: number | undefined } = {},
) {
  const { groupBy } = search;
  const query = {
    ...filters,
    project: view.project,
    from: view.fromMs - weeksBack * weekMs,
    to: view.toMs - weeksBack * weekMs,
    statistic: statisticOf(signal, search),
    groupBy: groupBy !== undefined && signal.groupBy.includes(groupBy) ? groupBy : undefined,
    stepMs,
  };
  return queryOptions({
    queryKey: ["signal", view.project, signal.name, query],
    queryFn: ({ signal: ended }) => api.signal(signal.name, query, ended),
    staleTime: 20_000,
  });
}

/** Points of a week before, moved to where they are compared with. */
export function movedOn(
  points: readonly (readonly [number, number, number])[],
  weeks: number,
): [number, number, number][] {
  return points.map(([timeMs, value, n]) => [timeMs + weeks * weekMs, value, n]);
}

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { Filters } from "../../filter/field.ts";
import { filtersFrom } from "../../filter/filters.ts";
import { listOf, textOf } from "../../shell/search.ts";
import { shellRoute } from "../../shell/root-route.tsx";

export const groupings = ["release", "model", "route", "environment", "tool"] as const;
export type Grouping = (typeof groupings)[number];

/** What the signals restrict by: the other filters are about single traces. */
export const signalFilters = ["route", "model", "release", "environment", "tool"] as const;

export interface SignalsSearch extends Pick<Filters, (typeof signalFilters)[number]> {
  groupBy?: Grouping | undefined;
  /** `latencyMs:p99`, one for each signal that does not show its first. */
  statistic?: string[] | undefined;
  /** Only this group is drawn. */
  only?: string | undefined;
  overlay?: "week" | undefined;
  table?: true | undefined;
  /** Only these signals. */
  signal?: string[] | undefined;
}

export const signalsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/signals",
  validateSearch: (search: Record<string, unknown>): SignalsSearch => {
    const filters = filtersFrom(search);
    return {
      route: filters.route,
      model: filters.model,
      release: filters.release,
      environment: filters.environment,
      tool: filters.tool,
      groupBy: groupings.find((one) => one === textOf(search["groupBy"])),
      statistic: listOf(search["statistic"]),
      only: textOf(search["only"]),
      overlay: textOf(search["overlay"]) === "week" ? "week" : undefined,
      table: textOf(search["table"]) === "true" ? true : undefined,
      signal: listOf(search["signal"]),
    };
  },
  component: lazyRouteComponent(() => import("./signals-page.tsx"), "SignalsPage"),
});

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textOf } from "../../shell/search.ts";
import { shellRoute } from "../../shell/root-route.tsx";
import type { Filters } from "../../filter/field.ts";
import { filtersFrom } from "../../filter/filters.ts";

export const sorts = ["time", "latency", "cost", "tokens"] as const;
export type Sort = (typeof sorts)[number];

/** What the list's address says beside the view: filters, order, the trace that is peeked at. */
export interface TracesSearch extends Filters {
  /** Absent: by time. */
  sort?: Exclude<Sort, "time"> | undefined;
  peek?: string | undefined;
}

export function validateTraces(search: Record<string, unknown>): TracesSearch {
  const sort = sorts.find((one) => one !== "time" && one === textOf(search["sort"]));
  return { ...filtersFrom(search), sort: sort === "time" ? undefined : sort, peek: textOf(search["peek"]) };
}

export const tracesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/traces",
  validateSearch: validateTraces,
  component: lazyRouteComponent(() => import("./traces-page.tsx"), "TracesPage"),
});

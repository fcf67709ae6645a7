import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { numberOf, textOf } from "../../shell/search.ts";
import { shellRoute } from "../../shell/root-route.tsx";

/** What a trace's address says beside the view. */
export interface TraceSearch {
  span?: string | undefined;
  /** Wide bars over time instead of three columns. */
  show?: "timeline" | undefined;
  raw?: true | undefined;
  /** Another trace beside it. */
  compare?: string | undefined;
  /** A time near it, ms since 1970: finds it faster. */
  near?: number | undefined;
}

export const traceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/traces/$traceId",
  validateSearch: (search: Record<string, unknown>): TraceSearch => ({
    span: textOf(search["span"]),
    show: textOf(search["show"]) === "timeline" ? "timeline" : undefined,
    raw: textOf(search["raw"]) === "true" ? true : undefined,
    compare: textOf(search["compare"]),
    near: numberOf(search["near"]),
  }),
  component: lazyRouteComponent(() => import("./trace-page.tsx"), "TracePage"),
});

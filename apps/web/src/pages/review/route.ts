import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/root-route.tsx";
import { textOf } from "../../shell/search.ts";

export interface ReviewSearch {
  /** `sample`: what was drawn at random; else failures. */
  queue?: "sample" | undefined;
  /** Only failures of this group. */
  group?: string | undefined;
  /** What is shown instead of the queue. */
  show?: "groups" | "agreement" | undefined;
}

export const reviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/review",
  validateSearch: (search: Record<string, unknown>): ReviewSearch => ({
    queue: search["queue"] === "sample" ? "sample" : undefined,
    group: textOf(search["group"]),
    show: search["show"] === "groups" || search["show"] === "agreement" ? search["show"] : undefined,
  }),
  component: lazyRouteComponent(() => import("./review-page.tsx"), "ReviewPage"),
});

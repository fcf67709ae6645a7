import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { Filters } from "../../filter/field.ts";
import { filtersFrom } from "../../filter/filters.ts";
import { shellRoute } from "../../shell/root-route.tsx";

export const sessionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/sessions",
  validateSearch: (search: Record<string, unknown>): Filters => filtersFrom(search),
  component: lazyRouteComponent(() => import("./sessions-page.tsx"), "SessionsPage"),
});

export const sessionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/sessions/$sessionId",
  component: lazyRouteComponent(() => import("./session-page.tsx"), "SessionPage"),
});

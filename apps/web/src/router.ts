import { createRouter } from "@tanstack/react-router";
import { loginRoute, setupRoute } from "./pages/login/route.ts";
import { overviewRoute } from "./pages/overview/route.ts";
import { reviewRoute } from "./pages/review/route.ts";
import { sessionRoute, sessionsRoute } from "./pages/sessions/route.ts";
import { settingsIndexRoute, settingsRoute } from "./pages/settings/route.ts";
import { signalsRoute } from "./pages/signals/route.ts";
import { traceRoute } from "./pages/trace/route.ts";
import { tracesRoute } from "./pages/traces/route.ts";
import { rootRoute, shellRoute } from "./shell/root-route.tsx";
import { parseSearch, stringifySearch } from "./shell/search.ts";

// Each page's folder has a `route.ts` (path, validated search, lazy page); it is listed here and in shell/navigation.ts.
const routeTree = rootRoute.addChildren([
  loginRoute,
  setupRoute,
  shellRoute.addChildren([
    overviewRoute,
    tracesRoute,
    traceRoute,
    sessionsRoute,
    sessionRoute,
    signalsRoute,
    reviewRoute,
    settingsIndexRoute,
    settingsRoute,
  ]),
]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultPreload: "intent",
  // Queries keep their own data; the router only loads code.
  defaultPreloadStaleTime: 0,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

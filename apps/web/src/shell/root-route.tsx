import { createRootRoute, createRoute, Outlet, retainSearchParams } from "@tanstack/react-router";
import { NotFound, PageFault } from "./page-fault.tsx";
import { Shell } from "./shell.tsx";
import { validateView, type ViewSearch, viewKeys } from "./view.ts";

export const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageFault });

/** Parent of every page behind the login: rail, bar, the view in the address. Links between pages keep the view. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: PageFault,
  validateSearch: validateView,
  search: { middlewares: [retainSearchParams<ViewSearch>([...viewKeys])] },
});

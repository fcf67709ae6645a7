import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../shell/root-route.tsx";
import { textOf } from "../../shell/search.ts";

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): { next?: string | undefined; problem?: string | undefined } => ({
    next: textOf(search["next"]),
    problem: textOf(search["problem"]),
  }),
  component: lazyRouteComponent(() => import("./login-page.tsx"), "LoginPage"),
});

/** One-time links end here: the first admin's and those of invitations. */
export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  validateSearch: (search: Record<string, unknown>): { token?: string | undefined; email?: string | undefined } => ({
    token: textOf(search["token"]),
    email: textOf(search["email"]),
  }),
  component: lazyRouteComponent(() => import("./setup-page.tsx"), "SetupPage"),
});

import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { shellRoute } from "../../shell/root-route.tsx";
import { type SectionId, settingsSections } from "./sections.ts";

export const settingsIndexRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  beforeLoad: () => {
    // eslint-disable-next-line typescript/only-throw-error
    throw redirect({ to: "/settings/$section", params: { section: "keys" }, replace: true });
  },
});

export const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/$section",
  params: {
    parse: ({ section }): { section: SectionId } => ({
      section: settingsSections.find((one) => one.id === section)?.id ?? "keys",
    }),
    stringify: ({ section }) => ({ section }),
  },
  component: lazyRouteComponent(() => import("./settings-page.tsx"), "SettingsPage"),
});

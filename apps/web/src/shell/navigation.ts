import type { IconName } from "../design/index.ts";

/** Pages of the rail, in order. Only what exists. */
export const navigation = [
  { to: "/", label: "Overview", icon: "overview" },
  { to: "/traces", label: "Traces", icon: "traces" },
  { to: "/sessions", label: "Sessions", icon: "sessions" },
  { to: "/signals", label: "Signals", icon: "signals" },
  { to: "/review", label: "Review", icon: "review" },
  { to: "/settings", label: "Settings", icon: "settings" },
] as const satisfies readonly { to: string; label: string; icon: IconName }[];

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** Leads to where the queues are set up. */
export function SettingsLink(): ReactNode {
  return (
    <Link to="/settings/$section" params={{ section: "review" }}>
      Settings, Review
    </Link>
  );
}

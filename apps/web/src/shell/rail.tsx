import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon } from "../design/index.ts";
import { navigation } from "./navigation.ts";

/** The pages, down the left side; along the bottom at 390 px. */
export function Rail(): ReactNode {
  return (
    <nav className="rail" aria-label="Pages">
      <ul>
        {navigation.map((page) => (
          <li key={page.to}>
            <Link to={page.to} className="rail-link" activeOptions={{ exact: page.to === "/", includeSearch: false }}>
              <Icon name={page.icon} />
              <span>{page.label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

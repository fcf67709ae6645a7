import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback } from "react";

/** Filters of the traces page; lists mean any of these. `from` and `to` (ms) narrow the time as well. */
export type TraceFilters = Readonly<Record<string, string | number | string[] | undefined>>;

/** Search for the traces page: a narrower time makes the range fixed. */
function searchOf(filters: TraceFilters): Record<string, unknown> {
  return filters["from"] === undefined ? { ...filters } : { ...filters, range: undefined };
}

/** Opens the traces that a figure counts: the view on screen and these filters. */
export function TracesLink({
  filters = {},
  children,
  label,
}: {
  filters?: TraceFilters;
  children: ReactNode;
  label?: string;
}): ReactNode {
  return (
    <Link to="/traces" search={searchOf(filters) as never} aria-label={label}>
      {children}
    </Link>
  );
}

/** The same for what is no link: a drag over a chart. */
export function useOpenTraces(): (filters: TraceFilters) => void {
  const navigate = useNavigate();
  return useCallback(
    (filters: TraceFilters) => void navigate({ to: "/traces", search: searchOf(filters) } as never),
    [navigate],
  );
}

/** Opens one trace. */
export function TraceLink({ traceId, children }: { traceId: string; children: ReactNode }): ReactNode {
  return (
    <Link to="/traces/$traceId" params={{ traceId }}>
      {children}
    </Link>
  );
}

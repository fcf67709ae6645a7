import { queryOptions } from "@tanstack/react-query";
import { api } from "../api/index.ts";

export interface TraceQueryOptions {
  /** Without texts and attributes: what a tree needs. */
  lean?: boolean;
  /** Only these spans, whole; an older server sends all of them. */
  spans?: string[] | undefined;
  /** A time near the trace, ms since 1970: finds it faster. */
  nearMs?: number | undefined;
}

/** A trace, or the part of it that is asked for. A finished trace hardly changes: it is kept for some minutes. */
export function traceQuery(project: string, traceId: string, { lean, spans, nearMs }: TraceQueryOptions = {}) {
  return queryOptions({
    queryKey: ["trace", project, traceId, { lean: lean === true, spans }],
    queryFn: ({ signal }) =>
      api.trace(
        traceId,
        { project, lean, span: spans, near: nearMs === undefined ? undefined : String(nearMs) },
        signal,
      ),
    staleTime: 60_000,
    gcTime: 10 * 60_000,
  });
}

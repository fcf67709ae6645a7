import type { ClickHouse } from "../clickhouse/clickhouse.ts";
import { erase } from "./erase.ts";
import { traceFacets } from "./facets.ts";
import { traceHistogram } from "./histogram.ts";
import { listTraces } from "./list.ts";
import { reader, scanner } from "./reader.ts";
import { removeBefore } from "./retention.ts";
import { listSessions, readSession } from "./sessions.ts";
import type { SettledOf, TraceSource } from "./settled.ts";
import type { SpanReads, SpanRemovals } from "./spans.ts";
import { traceRows } from "./trace-rows.ts";
import { readTrace } from "./trace.ts";

/** Reads and removes spans and scores in ClickHouse; of hours that `settledOf` names, lists read what their traces add up to. Everything may throw a StoreError. */
export function createSpans(clickhouse: ClickHouse, settledOf: SettledOf): SpanReads & SpanRemovals {
  const listing = (project: string, signal?: AbortSignal): TraceSource => {
    let known: ReturnType<SettledOf> | undefined;
    return {
      read: reading(signal),
      scan: scanner(clickhouse, signal === undefined ? {} : { signal }),
      settled: () => (known ??= settledOf(project, signal)),
    };
  };
  const reading = (signal?: AbortSignal) => reader(clickhouse, signal === undefined ? {} : { signal });
  return {
    list: (project, query, range, signal) => listTraces(listing(project, signal), project, query, range),
    histogram: (project, query, range, signal) => traceHistogram(listing(project, signal), project, query, range),
    facets: (project, query, range, signal) => traceFacets(listing(project, signal), project, query, range),
    rows: (project, found) => traceRows(reading(), project, found),
    trace: (project, traceId, options) => readTrace(reading(), project, traceId, options),
    sessions: (project, query, range, signal) => listSessions(listing(project, signal), project, query, range),
    session: (project, sessionId) => readSession(reading(), project, sessionId),
    erase: (project, what) => erase(clickhouse, project, what),
    removeBefore: (project, beforeMs) => removeBefore(clickhouse, project, beforeMs),
  };
}

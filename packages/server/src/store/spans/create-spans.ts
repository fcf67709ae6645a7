import type { ClickHouse } from "../clickhouse/clickhouse.ts";
import { erase } from "./erase.ts";
import { traceFacets } from "./facets.ts";
import { traceHistogram } from "./histogram.ts";
import { listTraces } from "./list.ts";
import { reader } from "./reader.ts";
import { removeBefore } from "./retention.ts";
import { listSessions, readSession } from "./sessions.ts";
import type { SpanReads, SpanRemovals } from "./spans.ts";
import { readTrace } from "./trace.ts";

/** Reads and removes spans and scores in ClickHouse. Everything may throw a StoreError. */
export function createSpans(clickhouse: ClickHouse): SpanReads & SpanRemovals {
  const reading = (signal?: AbortSignal) => reader(clickhouse, signal === undefined ? {} : { signal });
  return {
    list: (project, query, range, signal) => listTraces(reading(signal), project, query, range),
    histogram: (project, query, range, signal) => traceHistogram(reading(signal), project, query, range),
    facets: (project, query, range, signal) => traceFacets(reading(signal), project, query, range),
    trace: (project, traceId, options) => readTrace(reading(), project, traceId, options),
    sessions: (project, query, range, signal) => listSessions(reading(signal), project, query, range),
    session: (project, sessionId) => readSession(reading(), project, sessionId),
    erase: (project, what) => erase(clickhouse, project, what),
    removeBefore: (project, beforeMs) => removeBefore(clickhouse, project, beforeMs),
  };
}

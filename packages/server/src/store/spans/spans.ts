import type {
  Facets,
  Histogram,
  SessionJson,
  SessionRow,
  TraceFilterQuery,
  TraceJson,
  TraceList,
  TraceListQuery,
  TraceRow,
} from "../../api/contract/traces.ts";

import type { FoundTrace } from "./trace-rows.ts";

/** A query's range made definite, ms since 1970; `to` is exclusive. */
export interface Range {
  fromMs: number;
  toMs: number;
}

/** Reads of spans and scores, always of one project. Everything is deduplicated: a span sent twice is there once. */
export interface SpanReads {
  list(project: string, query: TraceListQuery, range: Range, signal?: AbortSignal): Promise<TraceList>;
  histogram(project: string, query: TraceFilterQuery, range: Range, signal?: AbortSignal): Promise<Histogram>;
  facets(project: string, query: TraceFilterQuery, range: Range, signal?: AbortSignal): Promise<Facets>;
  /** The rows of traces as lists show them, in the order given; those that are gone are left out. */
  rows(project: string, found: readonly FoundTrace[]): Promise<TraceRow[]>;
  /** Undefined when no span and no score of the trace is known. */
  trace(
    project: string,
    traceId: string,
    /** `spanIds`: only these spans; scores and feedback of the whole trace come with them. */
    options: { lean: boolean; nearMs?: number; spanIds?: readonly string[] },
  ): Promise<TraceJson | undefined>;
  sessions(
    project: string,
    query: TraceListQuery,
    range: Range,
    signal?: AbortSignal,
  ): Promise<{ sessions: SessionRow[]; next?: string }>;
  session(project: string, sessionId: string): Promise<SessionJson | undefined>;
}

/** Removals, by person, session or trace, and by age. */
export interface SpanRemovals {
  erase(
    project: string,
    what: { userId?: string; sessionId?: string; traceId?: string },
  ): Promise<{ traces: number; spans: number; scores: number }>;
  /** Removes spans and scores that started before, and what they added up to trace by trace; rollups stay. */
  removeBefore(project: string, beforeMs: number): Promise<void>;
}

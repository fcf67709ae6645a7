import type { RawSpan, Span } from "goldloop/trace";

/** What other parts have said of a span already, for a part that does not say it itself. */
export interface Known {
  kind?: Span["kind"];
  name?: string;
  /** Of a span whose kind nobody had said: as they came, to be read now that it is known. */
  input?: unknown;
  output?: unknown;
}

/**
 * One message about a span of a client that tells it in several: how it began, and what was learnt since. Messages may come in
 * one request or in many, in any order and at the same time; together they make one span.
 */
export interface SpanPart {
  /** 16 hex digits */
  spanId: string;
  /** 32 hex digits; undefined when only the stored span knows. */
  traceId: string | undefined;
  /** ns since 1970; undefined when only the stored span knows. */
  startNanos: bigint | undefined;
  /** Stands in for the start when nobody knows it: when the message itself is from. */
  sentNanos: bigint;
  /** `begin` lies under every `update`, whenever it arrives; updates lie upon each other in the order of arrival. */
  order: "begin" | "update";
  /** Whether the part says the name and the kind itself. */
  names: boolean;
  types: boolean;
  /** The end that it states is the latest so far, not the last word. */
  grows?: true;
  /** The span as this part alone tells it. The identity is the one that was found for it. */
  toRaw(identity: { traceId: string; startNanos: bigint }, known: Known): RawSpan;
}

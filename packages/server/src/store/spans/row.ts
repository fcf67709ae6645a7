/**
 * A span as it lies in the table `spans`, one JSON line of an insert. Identity is (project, trace_id, span_id); of several
 * versions the one with the newest `ingested_at` counts. Texts hold JSON; empty means absent.
 */
export interface SpanRow {
  project: string;
  /** 32 hex digits */
  trace_id: string;
  /** 16 hex digits */
  span_id: string;
  /** Empty for a root. */
  parent_span_id: string;
  name: string;
  kind: string;
  /** µs since 1970, DateTime64(6). Never changes between versions of a span. */
  start: number;
  duration_ms: number;
  status: "unset" | "ok" | "error";
  status_message: string;
  model: string;
  provider: string;
  environment: string;
  release: string;
  session_id: string;
  user_id: string;
  /** JSON */
  input: string;
  output: string;
  messages: string;
  tool_calls: string;
  documents: string;
  /** Null when the span did not count; else whole, not negative and below 2^53: others fail the batch or wrap. */
  input_tokens: number | null;
  output_tokens: number | null;
  cached_input_tokens: number | null;
  reasoning_tokens: number | null;
  /** Given by the span, or priced at ingest; null when neither is known. */
  cost_usd: number | null;
  /** `span`, or the digest of the price table that it was priced with; empty without a cost. */
  cost_source: string;
  time_to_first_token_ms: number | null;
  /** Of a tool span: the tool. */
  tool: string;
  /** 1 when a tool span failed, by status or by its result. */
  tool_error: 0 | 1;
  refusal: 0 | 1;
  fallback: 0 | 1;
  /** Kind of personal data or secret -> how often it was found, before redaction. */
  detections: Record<string, number>;
  /** All remaining attributes, each value as JSON text: `{"app.n":"1","app.s":"\"x\""}`. */
  attributes: Record<string, string>;
  /** Bytes of the row as sent. */
  size: number;
  /** ms since 1970, DateTime64(3), set by the server; the version. */
  ingested_at: number;
}

/** A score or a piece of feedback as it lies in the table `scores`. Identity is (project, id); the newest version counts. */
export interface ScoreRow {
  project: string;
  id: string;
  /** Empty when it is about a session only. */
  trace_id: string;
  span_id: string;
  session_id: string;
  name: string;
  source: "user" | "reviewer" | "system";
  /** 1 when it came from a person or through a feedback endpoint: listed under `feedback` too. */
  feedback: 0 | 1;
  score: number | null;
  /** JSON; empty means absent. */
  value: string;
  comment: string;
  metadata: string;
  /** ms since 1970, DateTime64(3) */
  time: number;
  /** 1 takes it back (a client deleted it). */
  deleted: 0 | 1;
  ingested_at: number;
}

/**
 * An OTLP log record that belongs to a span, as it lies in the table `span_events`: what a span's own events would have
 * said. It may arrive before its span; reads of a trace put the two together. Identity is (project, trace_id, span_id, id).
 */
export interface SpanEventRow {
  project: string;
  trace_id: string;
  span_id: string;
  /** Digest of time, name and content: the same record sent twice is there once. */
  id: string;
  name: string;
  /** ms since 1970, DateTime64(3) */
  time: number;
  /** JSON */
  body: string;
  /** As in a span: values as JSON text. */
  attributes: Record<string, string>;
  ingested_at: number;
}

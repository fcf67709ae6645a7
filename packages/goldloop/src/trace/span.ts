type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What a span is about, whatever dialect it came in (design 8.1). */
export type SpanKind =
  | "chat"
  | "tool"
  | "retrieval"
  | "agent"
  | "workflow"
  | "embedding"
  | "guardrail"
  | "evaluator"
  | "other";

/** One message of a conversation, in the order it was said. */
export interface Message {
  role: string;
  content: Json;
  toolCalls?: ToolCall[];
  toolCallId?: string;
}

/** A call of a tool that the application made or a model asked for. */
export interface ToolCall {
  id?: string;
  name: string;
  /** Parsed arguments; a string when they were not JSON. */
  arguments: Json;
  result?: Json;
  error?: string;
}

/** A retrieved passage. */
export interface RetrievedDocument {
  id?: string;
  text?: string;
  score?: number;
  metadata?: Json;
}

/** Token counts. Input includes cached tokens, output includes reasoning tokens: never add them again. */
export interface Usage {
  inputTokens?: number;
  outputTokens?: number;
  cachedInputTokens?: number;
  reasoningTokens?: number;
}

/** The canonical span (design 8.6): what every attribute dialect is turned into. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: SpanKind;
  /** ISO 8601 UTC. */
  startTime: string;
  endTime: string;
  durationMs: number;
  status: { code: "unset" | "ok" | "error"; message?: string };
  model?: string;
  provider?: string;
  input?: Json;
  output?: Json;
  messages?: Message[];
  toolCalls?: ToolCall[];
  documents?: RetrievedDocument[];
  usage?: Usage;
  costUsd?: number;
  timeToFirstTokenMs?: number;
  sessionId?: string;
  userId?: string;
  environment?: string;
  release?: string;
  /** All remaining attributes. */
  attributes: { [key: string]: Json };
}

/** The spans of one call of the application, in order of their start. */
export interface Trace {
  traceId?: string;
  spans: Span[];
}

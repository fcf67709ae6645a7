import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Attributes, Context, Span, Tracer } from "@opentelemetry/api";

/** Where a span hangs: the tracer, the parent, and whether contents may be recorded. */
export interface Scope {
  tracer: Tracer;
  parent: Context;
  captureContent: boolean;
}

/** Adds what is known only later. The content is asked for only when it will be recorded. */
export type Recorder = (attributes: Attributes, content?: () => Attributes) => void;

interface SpanOptions {
  name: string;
  kind?: SpanKind;
  attributes: Attributes;
  /** Attributes with what people and models wrote. Asked for only when they will be recorded. */
  content?: () => Attributes;
}

/**
 * Runs `work` in a span and ends it, whatever happens. `work` gets the scope for child spans, and a function that
 * adds what is known only later. Errors are recorded as `error.type` and thrown on.
 */
export async function inSpan<T>(
  { tracer, parent, captureContent }: Scope,
  { name, kind = SpanKind.INTERNAL, attributes, content }: SpanOptions,
  work: (scope: Scope, record: Recorder) => Promise<T> | T,
): Promise<T> {
  const span = tracer.startSpan(name, { kind, attributes }, parent);
  const record: Recorder = (more, written) => {
    if (!span.isRecording()) return;
    span.setAttributes(more);
    if (written && captureContent) span.setAttributes(written());
  };
  record({}, content);
  try {
    return await work({ tracer, parent: trace.setSpan(parent, span), captureContent }, record);
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

function fail(span: Span, error: unknown): void {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  span.setAttribute("error.type", name);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** The context of a W3C `traceparent` header, or the root when there is none or it is malformed. */
export function parentContext(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] =
    /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/.exec(traceparent ?? "") ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  });
}

import { randomBytes } from "node:crypto";

/** A span in OTLP's JSON form. */
export interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status?: { code: number; message?: string };
  attributes: { key: string; value: Record<string, unknown> }[];
}

interface SpanOptions {
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  name?: string;
  /** ms since 1970; a minute ago unless given */
  startMs?: number;
  durationMs?: number;
  error?: boolean;
  attributes?: Record<string, string | number | boolean>;
}

/** A span with new ids that ended just now, unless told otherwise. */
export function otlpSpan(options: SpanOptions = {}): OtlpSpan {
  const { startMs = Date.now() - 60_000, durationMs = 100, attributes = {} } = options;
  return {
    traceId: options.traceId ?? randomBytes(16).toString("hex"),
    spanId: options.spanId ?? randomBytes(8).toString("hex"),
    ...(options.parentSpanId === undefined ? {} : { parentSpanId: options.parentSpanId }),
    name: options.name ?? "answer",
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(startMs + durationMs),
    ...(options.error === true ? { status: { code: 2, message: "failed" } } : {}),
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) })),
  };
}

/** An OTLP trace request of these spans, all from one sender. */
export function traceRequest(spans: readonly OtlpSpan[], resource: Record<string, string> = {}): unknown {
  const attributes = Object.entries(resource).map(([key, value]) => ({ key, value: { stringValue: value } }));
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: "test" }, spans }] }] };
}

function nanos(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}

function anyValue(value: string | number | boolean): Record<string, unknown> {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
}

import type { Span } from "../span.ts";

/** JSON; bytes arrive as base64, integers beyond 2^53 and non-finite numbers as strings. */
export type AttributeValue = null | boolean | number | string | AttributeValue[] | { [key: string]: AttributeValue };

export type Attributes = { [key: string]: AttributeValue };

/** What sent the spans; shared by all spans of one group. */
export interface RawResource {
  attributes: Attributes;
}

/** The instrumentation that made the spans; shared by all spans of one group. */
export interface RawScope {
  name: string;
  version: string;
  attributes: Attributes;
}

export interface RawEvent {
  name: string;
  /** ns since 1970 */
  timeNanos: bigint;
  attributes: Attributes;
}

export interface RawLink {
  traceId: string;
  spanId: string;
  attributes: Attributes;
}

/** A span as it came over the wire, whatever the encoding: nothing interpreted yet. */
export interface RawSpan {
  /** 32 lower-case hex digits, not all zero */
  traceId: string;
  /** 16 lower-case hex digits, not all zero */
  spanId: string;
  /** undefined for a root */
  parentSpanId: string | undefined;
  name: string;
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer */
  kind: number;
  /** ns since 1970 */
  startNanos: bigint;
  /** ns since 1970; 0 when the sender left it out */
  endNanos: bigint;
  attributes: Attributes;
  events: RawEvent[];
  links: RawLink[];
  status: { code: 0 | 1 | 2; message: string };
  resource: RawResource;
  scope: RawScope;
  /** Only of a span that was put together from versions; no decoder sets it. */
  merged?: MergedSpan;
}

/** A span that is canonical already: a version that was stored, with what arrived since laid over it. */
export interface MergedSpan {
  span: Span;
  /** What the detectors found in earlier versions, before redaction took it out: at least this is in it. */
  detections: Readonly<Record<string, number>>;
}

/** What a request held. Spans without a usable identity are set aside one by one, not with their batch. */
export interface OtlpBatch {
  spans: RawSpan[];
  /** `index` counts the request's spans from 0. The reason never quotes the span. */
  rejected: { index: number; reason: string }[];
}

/** The bytes or the value are not an OTLP trace request. The message says where and never quotes content. */
export class OtlpError extends Error {
  readonly code = "otlp-malformed";

  constructor(message: string) {
    super(message);
    this.name = "OtlpError";
  }
}

/** Attribute values may nest; real ones do so two or three times. */
export const maxDepth = 32;

/** Sets a key that came from outside: `__proto__` must become a plain key. */
export function setKey(target: Attributes, key: string, value: AttributeValue): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
}

const zeros = /^0+$/;

/** Why a span cannot be told apart from others, or undefined. */
export function identityFault(span: RawSpan): string | undefined {
  if (span.traceId.length !== 32 || zeros.test(span.traceId)) return "trace id is not 16 bytes, or all zero";
  if (span.spanId.length !== 16 || zeros.test(span.spanId)) return "span id is not 8 bytes, or all zero";
  if (span.parentSpanId !== undefined && span.parentSpanId.length !== 16) return "parent span id is not 8 bytes";
  return undefined;
}

/** A parent id as sent to a parent id or none: empty and all zero both mean a root. */
export function parentOf(id: string): string | undefined {
  return id === "" || zeros.test(id) ? undefined : id;
}

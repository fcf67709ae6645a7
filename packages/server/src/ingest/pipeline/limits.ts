import type { Attributes, AttributeValue, RawSpan } from "goldloop/trace";

/** What a span may be. */
export interface SpanLimits {
  /** Bytes of its texts, keys included, in UTF-8; numbers count 8. */
  maxSpanBytes: number;
  retentionDays: number;
  nowMs: number;
}

/** Attributes, events and links of one span, each. */
export const mostParts = 10_000;
/** Clocks of senders may run ahead. */
export const mostFutureMs = 3_600_000;
const dayMs = 86_400_000;
const traceIdForm = /^(?!0+$)[0-9a-f]{32}$/;
const spanIdForm = /^(?!0+$)[0-9a-f]{16}$/;

/** Why a span is not taken, or undefined. Its size is measured only when asked: a small request holds no large span. */
export function faultOf(span: RawSpan, limits: SpanLimits, measure: boolean): string | undefined {
  if (!traceIdForm.test(span.traceId)) return "trace id is not 16 bytes, or all zero";
  if (!spanIdForm.test(span.spanId)) return "span id is not 8 bytes, or all zero";
  const time = timeFaultOf(Number(span.startNanos / 1_000_000n), limits, "starts");
  if (time !== undefined) return time;
  for (const [name, count] of [
    ["attributes", Object.keys(span.attributes).length],
    ["events", span.events.length],
    ["links", span.links.length],
  ] as const) {
    if (count > mostParts) return `more than ${mostParts} ${name}`;
  }
  if (measure && sizeOf(span) > limits.maxSpanBytes) return `larger than ${limits.maxSpanBytes} bytes`;
  return undefined;
}

/** Why something that happened then is not taken, or undefined. */
export function timeFaultOf(
  timeMs: number,
  { retentionDays, nowMs }: Pick<SpanLimits, "retentionDays" | "nowMs">,
  verb: "starts" | "happened",
): string | undefined {
  if (timeMs === 0) return `does not say when it ${verb}`;
  if (timeMs < nowMs - retentionDays * dayMs) return `${verb} before the retention of ${retentionDays} days`;
  if (timeMs > nowMs + mostFutureMs) return `${verb} more than an hour in the future`;
  return undefined;
}

function sizeOf(span: RawSpan): number {
  let size = Buffer.byteLength(span.name) + Buffer.byteLength(span.status.message) + attributesSize(span.attributes);
  for (const event of span.events) size += 8 + Buffer.byteLength(event.name) + attributesSize(event.attributes);
  for (const link of span.links) size += 24 + attributesSize(link.attributes);
  return size;
}

function attributesSize(attributes: Attributes): number {
  let size = 0;
  for (const key in attributes) size += Buffer.byteLength(key) + valueSize(attributes[key] as AttributeValue);
  return size;
}

function valueSize(value: AttributeValue): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value !== "object" || value === null) return 8;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + valueSize(item), 0);
  return attributesSize(value);
}

import { createHash } from "node:crypto";

/** A span in OTLP's JSON form, with whatever else it carries. Only what is touched here is named. */
export interface OtlpSpan {
  traceId?: unknown;
  spanId?: unknown;
  parentSpanId?: unknown;
  startTimeUnixNano?: string | number;
  endTimeUnixNano?: string | number;
  events?: { timeUnixNano?: string | number }[];
  links?: { traceId?: unknown; spanId?: unknown }[];
  [key: string]: unknown;
}

/** A span with what sent it. Spans of one group share the two objects. */
export interface SentSpan {
  resource: object;
  scope: object;
  span: OtlpSpan;
}

interface ResourceSpans {
  resource?: object;
  scopeSpans?: { scope?: object; spans?: OtlpSpan[] }[];
}

/** Whether a parsed document is an OTLP trace request in its JSON form. */
export function isOtlp(value: unknown): value is { resourceSpans: ResourceSpans[] } {
  return (
    typeof value === "object" && value !== null && Array.isArray((value as { resourceSpans?: unknown }).resourceSpans)
  );
}

/** The spans of a request, one by one. Throws a TypeError for another shape. */
export function* spansOf(request: { resourceSpans: ResourceSpans[] }): Iterable<SentSpan> {
  for (const { resource = {}, scopeSpans = [] } of request.resourceSpans) {
    for (const { scope = {}, spans = [] } of scopeSpans) {
      for (const span of spans) yield { resource, scope, span };
    }
  }
}

/** One request of many spans: neighbours of one resource and scope are grouped again. */
export function requestOf(sent: readonly SentSpan[]): { resourceSpans: ResourceSpans[] } {
  const resourceSpans: ResourceSpans[] = [];
  let last: SentSpan | undefined;
  for (const one of sent) {
    const group = resourceSpans.at(-1);
    if (group === undefined || last?.resource !== one.resource) {
      resourceSpans.push({ resource: one.resource, scopeSpans: [{ scope: one.scope, spans: [one.span] }] });
    } else if (last.scope !== one.scope) {
      group.scopeSpans?.push({ scope: one.scope, spans: [one.span] });
    } else {
      group.scopeSpans?.at(-1)?.spans?.push(one.span);
    }
    last = one;
  }
  return { resourceSpans };
}

/** When a span ended (or, without an end, started), ns since 1970; undefined when it says neither. */
export function endOf({ startTimeUnixNano, endTimeUnixNano }: OtlpSpan): bigint | undefined {
  const end = nanosOf(endTimeUnixNano);
  return end === undefined || end === 0n ? nanosOf(startTimeUnixNano) : end;
}

/**
 * A copy of a span at another time: its start, its end and its events move together, and it gets ids of its own, the same
 * ones for the same distance. A span's start belongs to its identity, so the original may be stored beside the copy.
 */
export function movedCopy(span: OtlpSpan, byNanos: bigint): OtlpSpan {
  if (byNanos === 0n) return span;
  const move = (at: string | number | undefined): string | undefined => {
    const nanos = nanosOf(at);
    return nanos === undefined || nanos === 0n ? undefined : String(nanos + byNanos);
  };
  const rename = (ids: { traceId?: unknown; spanId?: unknown; parentSpanId?: unknown }) =>
    Object.fromEntries(
      (["traceId", "spanId", "parentSpanId"] as const).map((key) => [key, copyOfId(ids[key], byNanos)]),
    );
  return {
    ...span,
    ...rename(span),
    startTimeUnixNano: move(span.startTimeUnixNano),
    endTimeUnixNano: move(span.endTimeUnixNano),
    ...(span.events === undefined
      ? {}
      : { events: span.events.map((event) => ({ ...event, timeUnixNano: move(event.timeUnixNano) })) }),
    ...(span.links === undefined ? {} : { links: span.links.map((link) => ({ ...link, ...rename(link) })) }),
  };
}

/** Another id of the same length, up to 64; the same one for the same distance. What is no id stays what it is. */
export function copyOfId(id: unknown, byNanos: bigint): unknown {
  if (typeof id !== "string" || id === "") return id;
  return createHash("sha256").update(`${byNanos}:${id.toLowerCase()}`).digest("hex").slice(0, id.length);
}

function nanosOf(written: string | number | undefined): bigint | undefined {
  if (typeof written === "number" && Number.isFinite(written)) return BigInt(Math.trunc(written));
  return typeof written === "string" && /^\d{1,20}$/.test(written) ? BigInt(written) : undefined;
}

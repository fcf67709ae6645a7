import { ignoredAttribute, mostDurationMs, mostSetBackMs, takeIgnored, within } from "./bounds.ts";
import { dialects } from "./dialect/index.ts";
import type { Dialect, Draft } from "./dialect/definition.ts";
import { SpanView } from "./dialect/view.ts";
import type { Attributes, AttributeValue, RawResource, RawSpan } from "./otlp/raw.ts";
import type { Span } from "./span.ts";

const byPrefix = new Map<string, number>();
dialects.forEach((dialect, index) => {
  for (const prefix of dialect.prefixes) byPrefix.set(prefix, (byPrefix.get(prefix) ?? 0) | (1 << index));
});
/** Dialects without a prefix read every span. */
const always = dialects.reduce(
  (mask, dialect, index) => (dialect.prefixes.length === 0 ? mask | (1 << index) : mask),
  0,
);

const fields = [
  "model",
  "provider",
  "input",
  "output",
  "messages",
  "toolCalls",
  "documents",
  "usage",
  "costUsd",
  "timeToFirstTokenMs",
  "sessionId",
  "userId",
  "environment",
  "release",
] as const satisfies (keyof Draft)[];

/** A resource is shared by its batch: its keys are written out once. */
const resourceKeys = new WeakMap<RawResource, Attributes>();

/**
 * The canonical span of a raw one: every dialect that its attributes speak is read, and each field keeps the first
 * value found. Whatever no field took stays in `attributes`, with the resource under `resource.`, the instrumentation
 * under `otel.scope.`, and events and links under `otel.events` and `otel.links`. Times are in ms; `durationMs` keeps
 * fractions. A span without an end, or with one before its start or out of bounds, counts as ended when it started. Figures
 * that are out of bounds are not taken: they stay in the attribute `goldloop.ignored`. A merged span is taken as it is.
 */
export function canonicalSpan(raw: RawSpan): Span {
  if (raw.merged !== undefined) return { ...raw.merged.span };
  const view = new SpanView(raw);
  const draft: Draft = {};
  for (const dialect of speaking(raw.attributes)) dialect.read(view, draft);
  const ignored = takeIgnored(draft);
  const lasted = raw.endNanos === 0n ? 0 : Number(raw.endNanos - raw.startNanos) / 1e6;
  const durationMs = within(lasted, mostDurationMs) ? lasted : 0;
  if (lasted < -mostSetBackMs || lasted > mostDurationMs) ignored["endTime"] = isoOf(raw.endNanos);
  const status = statusOf(raw, draft);
  const span: Span = {
    traceId: raw.traceId,
    spanId: raw.spanId,
    name: raw.name,
    kind: draft.kind ?? "other",
    startTime: isoOf(raw.startNanos),
    endTime: isoOf(durationMs > 0 ? raw.endNanos : raw.startNanos),
    durationMs,
    status,
    attributes: remaining(view),
  };
  if (Object.keys(ignored).length > 0) span.attributes[ignoredAttribute] = ignored;
  if (raw.parentSpanId !== undefined) span.parentSpanId = raw.parentSpanId;
  for (const key of fields) {
    if (draft[key] !== undefined) (span as unknown as Record<string, unknown>)[key] = draft[key];
  }
  if (span.kind === "tool" && status.code === "error") {
    for (const call of span.toolCalls ?? []) call.error ??= status.message ?? "error";
  }
  return span;
}

function speaking(attributes: Attributes): Dialect[] {
  let mask = always;
  for (const key in attributes) {
    const dot = key.indexOf(".");
    if (dot > 0) mask |= byPrefix.get(key.slice(0, dot)) ?? 0;
  }
  return dialects.filter((_, index) => (mask & (1 << index)) !== 0);
}

function statusOf(raw: RawSpan, draft: Draft): Span["status"] {
  const code = draft.failed === true || raw.status.code === 2 ? "error" : raw.status.code === 1 ? "ok" : "unset";
  if (code !== "error") return { code };
  const exception = raw.events.findLast((event) => event.name === "exception")?.attributes["exception.message"];
  const type = raw.attributes["error.type"];
  const message = raw.status.message || draft.statusMessage || exception || type;
  return typeof message === "string" && message !== "" ? { code, message } : { code };
}

function remaining(view: SpanView): Span["attributes"] {
  const { resource, scope, events, links } = view.raw;
  const rest: Attributes = view.remaining();
  Object.assign(rest, prefixed(resource));
  if (scope.name !== "") rest["otel.scope.name"] = scope.name;
  if (scope.version !== "") rest["otel.scope.version"] = scope.version;
  if (events.length > 0) {
    rest["otel.events"] = events.map(({ name, timeNanos, attributes }) => ({
      name,
      time: isoOf(timeNanos),
      attributes,
    }));
  }
  if (links.length > 0) rest["otel.links"] = links.map((link): AttributeValue => ({ ...link }));
  return rest;
}

function prefixed(resource: RawResource): Attributes {
  let keys = resourceKeys.get(resource);
  if (keys === undefined) {
    keys = {};
    for (const [key, value] of Object.entries(resource.attributes)) keys[`resource.${key}`] = value;
    resourceKeys.set(resource, keys);
  }
  return keys;
}

/** Spans of one request lie close together: the part down to the second is written out once for each second. */
const seconds = new Map<number, string>();

function isoOf(nanos: bigint): string {
  const ms = Number(nanos / 1_000_000n);
  const second = Math.floor(ms / 1000);
  let text = seconds.get(second);
  if (text === undefined) {
    text = new Date(second * 1000).toISOString().slice(0, -4);
    if (seconds.size >= 1000) seconds.clear();
    seconds.set(second, text);
  }
  return `${text}${String(ms - second * 1000).padStart(3, "0")}Z`;
}

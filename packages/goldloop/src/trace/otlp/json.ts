import {
  attributes,
  enumeration,
  fields,
  id,
  list,
  listOfRequest,
  listUnder,
  nanos,
  optional,
  readScope,
  text,
} from "./json-value.ts";
import type { Fields } from "./json-value.ts";
import { identityFault, parentOf } from "./raw.ts";
import type { OtlpBatch, RawEvent, RawLink, RawResource, RawScope, RawSpan } from "./raw.ts";

const kinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const statuses = ["UNSET", "OK", "ERROR"];

/**
 * The spans of an OTLP `ExportTraceServiceRequest` in its JSON form, already parsed. 64-bit integers may be numbers or
 * strings, ids hex or base64, enums numbers or names; unknown keys are ignored.
 * Throws an OtlpError, which names the place, for a value of another shape.
 */
export function decodeOtlpJson(request: unknown): OtlpBatch {
  const batch: OtlpBatch = { spans: [], rejected: [] };
  for (const resourceSpans of listOfRequest(fields(request, "request"), "resourceSpans")) {
    const ofResource = fields(resourceSpans, "resourceSpans");
    const sender = ofResource["resource"];
    const resource: RawResource = { attributes: attributes(optional(sender, "resource")["attributes"], 0) };
    for (const group of listUnder(ofResource, "scopeSpans")) {
      const { scope: instrumentation, spans } = fields(group, "scopeSpans");
      const scope = readScope(optional(instrumentation, "scope"));
      for (const item of list(spans, "spans")) {
        const span = readSpan(fields(item, "spans"), resource, scope);
        const reason = identityFault(span);
        if (reason === undefined) batch.spans.push(span);
        else batch.rejected.push({ index: batch.spans.length + batch.rejected.length, reason });
      }
    }
  }
  return batch;
}

function readSpan(span: Fields, resource: RawResource, scope: RawScope): RawSpan {
  const status = optional(span["status"], "status");
  const code = enumeration(status["code"], statuses, "STATUS_CODE_", "status.code");
  return {
    traceId: id(span["traceId"], 16, "traceId"),
    spanId: id(span["spanId"], 8, "spanId"),
    parentSpanId: parentOf(id(span["parentSpanId"], 8, "parentSpanId")),
    name: text(span["name"], "name"),
    kind: enumeration(span["kind"], kinds, "SPAN_KIND_", "kind"),
    startNanos: nanos(span["startTimeUnixNano"], "startTimeUnixNano"),
    endNanos: nanos(span["endTimeUnixNano"], "endTimeUnixNano"),
    attributes: attributes(span["attributes"], 0),
    events: list(span["events"], "events").map(readEvent),
    links: list(span["links"], "links").map(readLink),
    status: { code: code === 1 || code === 2 ? code : 0, message: text(status["message"], "status.message") },
    resource,
    scope,
  };
}

function readEvent(item: unknown): RawEvent {
  const event = fields(item, "events");
  return {
    name: text(event["name"], "events.name"),
    timeNanos: nanos(event["timeUnixNano"], "events.timeUnixNano"),
    attributes: attributes(event["attributes"], 0),
  };
}

function readLink(item: unknown): RawLink {
  const link = fields(item, "links");
  return {
    traceId: id(link["traceId"], 16, "links.traceId"),
    spanId: id(link["spanId"], 8, "links.spanId"),
    attributes: attributes(link["attributes"], 0),
  };
}

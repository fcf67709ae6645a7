import { Cursor } from "./cursor.ts";
import { field, readAttributes, readKeyValue, readScope } from "./protobuf-value.ts";
import { identityFault, parentOf } from "./raw.ts";
import type { OtlpBatch, RawEvent, RawLink, RawResource, RawScope, RawSpan } from "./raw.ts";

const group = { resource: field(1, 2), scopes: field(2, 2), scope: field(1, 2), spans: field(2, 2) } as const;
const span = {
  traceId: field(1, 2),
  spanId: field(2, 2),
  parentSpanId: field(4, 2),
  name: field(5, 2),
  kind: field(6, 0),
  start: field(7, 1),
  end: field(8, 1),
  attributes: field(9, 2),
  events: field(11, 2),
  links: field(13, 2),
  status: field(15, 2),
} as const;

/**
 * The spans of an OTLP `ExportTraceServiceRequest` in protobuf, uncompressed. Unknown fields are skipped.
 * Throws an OtlpError for bytes that are not such a message.
 */
export function decodeOtlpProtobuf(bytes: Uint8Array): OtlpBatch {
  const cursor = new Cursor(bytes);
  const batch: OtlpBatch = { spans: [], rejected: [] };
  const end = cursor.length;
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(1, 2)) readResourceSpans(cursor, cursor.block(end), batch);
    else cursor.skip(tag & 7, end);
  }
  return batch;
}

function readResourceSpans(cursor: Cursor, end: number, batch: OtlpBatch): void {
  // filled in place: the wire may carry the resource after its spans
  const resource: RawResource = { attributes: {} };
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === group.resource) readAttributes(cursor, cursor.block(end), resource.attributes);
    else if (tag === group.scopes) readScopeSpans(cursor, cursor.block(end), resource, batch);
    else cursor.skip(tag & 7, end);
  }
}

function readScopeSpans(cursor: Cursor, end: number, resource: RawResource, batch: OtlpBatch): void {
  const scope: RawScope = { name: "", version: "", attributes: {} };
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === group.scope) readScope(cursor, cursor.block(end), scope);
    else if (tag === group.spans) {
      const read = readSpan(cursor, cursor.block(end), resource, scope);
      const reason = identityFault(read);
      if (reason === undefined) batch.spans.push(read);
      else batch.rejected.push({ index: batch.spans.length + batch.rejected.length, reason });
    } else cursor.skip(tag & 7, end);
  }
}

function readSpan(cursor: Cursor, end: number, resource: RawResource, scope: RawScope): RawSpan {
  const read: RawSpan = {
    traceId: "",
    spanId: "",
    parentSpanId: undefined,
    name: "",
    kind: 0,
    startNanos: 0n,
    endNanos: 0n,
    attributes: {},
    events: [],
    links: [],
    status: { code: 0, message: "" },
    resource,
    scope,
  };
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    switch (tag) {
      case span.traceId:
        read.traceId = cursor.bytes(end, "hex");
        break;
      case span.spanId:
        read.spanId = cursor.bytes(end, "hex");
        break;
      case span.parentSpanId:
        read.parentSpanId = parentOf(cursor.bytes(end, "hex"));
        break;
      case span.name:
        read.name = cursor.text(end);
        break;
      case span.kind:
        read.kind = cursor.varint(end);
        break;
      case span.start:
        read.startNanos = cursor.fixed64(end);
        break;
      case span.end:
        read.endNanos = cursor.fixed64(end);
        break;
      case span.attributes:
        readKeyValue(cursor, cursor.block(end), read.attributes, 0);
        break;
      case span.events:
        read.events.push(readEvent(cursor, cursor.block(end)));
        break;
      case span.links:
        read.links.push(readLink(cursor, cursor.block(end)));
        break;
      case span.status:
        readStatus(cursor, cursor.block(end), read.status);
        break;
      default:
        cursor.skip(tag & 7, end);
    }
  }
  return read;
}

function readEvent(cursor: Cursor, end: number): RawEvent {
  const event: RawEvent = { name: "", timeNanos: 0n, attributes: {} };
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(1, 1)) event.timeNanos = cursor.fixed64(end);
    else if (tag === field(2, 2)) event.name = cursor.text(end);
    else if (tag === field(3, 2)) readKeyValue(cursor, cursor.block(end), event.attributes, 0);
    else cursor.skip(tag & 7, end);
  }
  return event;
}

function readLink(cursor: Cursor, end: number): RawLink {
  const link: RawLink = { traceId: "", spanId: "", attributes: {} };
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(1, 2)) link.traceId = cursor.bytes(end, "hex");
    else if (tag === field(2, 2)) link.spanId = cursor.bytes(end, "hex");
    else if (tag === field(4, 2)) readKeyValue(cursor, cursor.block(end), link.attributes, 0);
    else cursor.skip(tag & 7, end);
  }
  return link;
}

function readStatus(cursor: Cursor, end: number, status: RawSpan["status"]): void {
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(2, 2)) status.message = cursor.text(end);
    else if (tag === field(3, 0)) {
      const code = cursor.varint(end);
      status.code = code === 1 || code === 2 ? code : 0;
    } else cursor.skip(tag & 7, end);
  }
}

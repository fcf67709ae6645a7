import { Cursor } from "./cursor.ts";
import { addLog } from "./log.ts";
import type { OtlpLogBatch, RawLog } from "./log.ts";
import { field, readAttributes, readKeyValue, readScope, readValue } from "./protobuf-value.ts";
import type { RawResource, RawScope } from "./raw.ts";

const record = {
  time: field(1, 1),
  severity: field(2, 0),
  body: field(5, 2),
  attributes: field(6, 2),
  traceId: field(9, 2),
  spanId: field(10, 2),
  observed: field(11, 1),
  eventName: field(12, 2),
} as const;

/**
 * The records of an OTLP `ExportLogsServiceRequest` in protobuf, uncompressed. Unknown fields are skipped.
 * Throws an OtlpError for bytes that are not such a message.
 */
export function decodeOtlpLogsProtobuf(bytes: Uint8Array): OtlpLogBatch {
  const cursor = new Cursor(bytes);
  const batch: OtlpLogBatch = { records: [], rejected: [] };
  const end = cursor.length;
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(1, 2)) readResourceLogs(cursor, cursor.block(end), batch);
    else cursor.skip(tag & 7, end);
  }
  return batch;
}

function readResourceLogs(cursor: Cursor, end: number, batch: OtlpLogBatch): void {
  const resource: RawResource = { attributes: {} };
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(1, 2)) readAttributes(cursor, cursor.block(end), resource.attributes);
    else if (tag === field(2, 2)) readScopeLogs(cursor, cursor.block(end), resource, batch);
    else cursor.skip(tag & 7, end);
  }
}

function readScopeLogs(cursor: Cursor, end: number, resource: RawResource, batch: OtlpLogBatch): void {
  const scope: RawScope = { name: "", version: "", attributes: {} };
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(1, 2)) readScope(cursor, cursor.block(end), scope);
    else if (tag === field(2, 2)) readRecord(cursor, cursor.block(end), resource, scope, batch);
    else cursor.skip(tag & 7, end);
  }
}

function readRecord(cursor: Cursor, end: number, resource: RawResource, scope: RawScope, batch: OtlpLogBatch): void {
  const log: RawLog = {
    traceId: undefined,
    spanId: undefined,
    timeNanos: 0n,
    eventName: "",
    severity: 0,
    body: null,
    attributes: {},
    resource,
    scope,
  };
  let [traceId, spanId, observedNanos] = ["", "", 0n];
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    switch (tag) {
      case record.time:
        log.timeNanos = cursor.fixed64(end);
        break;
      case record.severity:
        log.severity = cursor.varint(end);
        break;
      case record.body:
        log.body = readValue(cursor, cursor.block(end), 0);
        break;
      case record.attributes:
        readKeyValue(cursor, cursor.block(end), log.attributes, 0);
        break;
      case record.traceId:
        traceId = cursor.bytes(end, "hex");
        break;
      case record.spanId:
        spanId = cursor.bytes(end, "hex");
        break;
      case record.observed:
        observedNanos = cursor.fixed64(end);
        break;
      case record.eventName:
        log.eventName = cursor.text(end);
        break;
      default:
        cursor.skip(tag & 7, end);
    }
  }
  addLog(batch, log, { traceId, spanId, observedNanos });
}

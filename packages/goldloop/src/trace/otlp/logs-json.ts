import {
  anyValue,
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
import { addLog } from "./log.ts";
import type { OtlpLogBatch } from "./log.ts";
import type { RawResource, RawScope } from "./raw.ts";

const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const severities = ["UNSPECIFIED", ...levels.flatMap((level) => [level, `${level}2`, `${level}3`, `${level}4`])];

/**
 * The records of an OTLP `ExportLogsServiceRequest` in its JSON form, already parsed; as lenient as `decodeOtlpJson`.
 * Throws an OtlpError, which names the place, for a value of another shape.
 */
export function decodeOtlpLogsJson(request: unknown): OtlpLogBatch {
  const batch: OtlpLogBatch = { records: [], rejected: [] };
  for (const resourceLogs of listOfRequest(fields(request, "request"), "resourceLogs")) {
    const ofResource = fields(resourceLogs, "resourceLogs");
    const sender = ofResource["resource"];
    const resource: RawResource = { attributes: attributes(optional(sender, "resource")["attributes"], 0) };
    for (const group of listUnder(ofResource, "scopeLogs")) {
      const { scope: instrumentation, logRecords } = fields(group, "scopeLogs");
      const scope = readScope(optional(instrumentation, "scope"));
      for (const item of list(logRecords, "logRecords")) readRecord(fields(item, "logRecords"), resource, scope, batch);
    }
  }
  return batch;
}

function readRecord(record: Fields, resource: RawResource, scope: RawScope, batch: OtlpLogBatch): void {
  addLog(
    batch,
    {
      traceId: undefined,
      spanId: undefined,
      timeNanos: nanos(record["timeUnixNano"], "timeUnixNano"),
      eventName: text(record["eventName"], "eventName"),
      severity: enumeration(record["severityNumber"], severities, "SEVERITY_NUMBER_", "severityNumber"),
      body: anyValue(record["body"], 0),
      attributes: attributes(record["attributes"], 0),
      resource,
      scope,
    },
    {
      traceId: id(record["traceId"], 16, "traceId"),
      spanId: id(record["spanId"], 8, "spanId"),
      observedNanos: nanos(record["observedTimeUnixNano"], "observedTimeUnixNano"),
    },
  );
}

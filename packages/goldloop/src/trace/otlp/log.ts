import { parentOf } from "./raw.ts";
import type { Attributes, AttributeValue, RawResource, RawScope } from "./raw.ts";

/** A log record as it came over the wire, whatever the encoding. */
export interface RawLog {
  /** 32 lower-case hex digits; undefined when the record belongs to no trace. */
  traceId: string | undefined;
  /** 16 lower-case hex digits; undefined when the record belongs to no span. Never without a trace id. */
  spanId: string | undefined;
  /** ns since 1970: when it happened or, when the sender did not say, when it was seen; 0 when neither is known. */
  timeNanos: bigint;
  /** Empty for a plain log line. */
  eventName: string;
  /** 0 unspecified, 1 to 4 trace, 5 to 8 debug, 9 to 12 info, 13 to 16 warn, 17 to 20 error, 21 to 24 fatal */
  severity: number;
  body: AttributeValue;
  attributes: Attributes;
  resource: RawResource;
  scope: RawScope;
}

/** What a log request held. Records with a broken identity are set aside one by one, not with their batch. */
export interface OtlpLogBatch {
  records: RawLog[];
  /** `index` counts the request's records from 0. The reason never quotes the record. */
  rejected: { index: number; reason: string }[];
}

/** Puts a record into its batch: ids checked, the event's name also where it was an attribute before it had a field. */
export function addLog(
  batch: OtlpLogBatch,
  log: RawLog,
  sent: { traceId: string; spanId: string; observedNanos: bigint },
): void {
  const traceId = parentOf(sent.traceId);
  const spanId = parentOf(sent.spanId);
  const fault =
    traceId !== undefined && traceId.length !== 32
      ? "trace id is not 16 bytes"
      : spanId !== undefined && spanId.length !== 16
        ? "span id is not 8 bytes"
        : spanId !== undefined && traceId === undefined
          ? "a span id without a trace id"
          : undefined;
  if (fault !== undefined) {
    batch.rejected.push({ index: batch.records.length + batch.rejected.length, reason: fault });
    return;
  }
  log.traceId = traceId;
  log.spanId = spanId;
  if (log.timeNanos === 0n) log.timeNanos = sent.observedNanos;
  const { "event.name": named } = log.attributes;
  if (log.eventName === "" && typeof named === "string") log.eventName = named;
  batch.records.push(log);
}

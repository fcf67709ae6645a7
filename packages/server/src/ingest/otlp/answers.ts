import type { IngestOutcome } from "../ingest.ts";

/** What a request carries. */
export type OtlpSignal = "traces" | "logs";

const names = {
  traces: { one: "span", count: "rejectedSpans" },
  logs: { one: "log record", count: "rejectedLogRecords" },
} as const;

/** Partial success of `ExportTraceServiceResponse` and `ExportLogsServiceResponse`, undefined when everything was taken. */
interface PartialSuccess {
  rejected: number;
  message: string;
}

/** The answer to a request that was stored, in protobuf: its fields have the same numbers for traces and logs. */
export function exportResponse(signal: OtlpSignal, outcome: IngestOutcome): Uint8Array<ArrayBuffer> {
  const partial = partialOf(signal, outcome);
  if (partial === undefined) return new Uint8Array();
  return bytesField(
    1,
    Buffer.concat([tagged(1, 0), varint(partial.rejected), bytesField(2, Buffer.from(partial.message))]),
  );
}

/** The same as JSON. */
export function exportResponseJson(signal: OtlpSignal, outcome: IngestOutcome): Record<string, unknown> {
  const partial = partialOf(signal, outcome);
  if (partial === undefined) return {};
  const { rejected, message } = partial;
  // 64-bit integers are strings in protobuf's JSON
  return { partialSuccess: { [names[signal].count]: String(rejected), errorMessage: message } };
}

function partialOf(signal: OtlpSignal, { rejected }: IngestOutcome): PartialSuccess | undefined {
  if (rejected.length === 0) return undefined;
  const byReason = new Map<string, number[]>();
  for (const { index, reason } of rejected) byReason.set(reason, [...(byReason.get(reason) ?? []).slice(0, 9), index]);
  const { one } = names[signal];
  const reasons = [...byReason].slice(0, 5).map(([reason, indexes]) => `${one} ${indexes.join(", ")} ${reason}`);
  return { rejected: rejected.length, message: `${rejected.length} ${one}s refused: ${reasons.join("; ")}` };
}

/**
 * google.rpc.Status in protobuf, what OTLP answers errors with; `retryAfterMs` adds a google.rpc.RetryInfo, which tells a gRPC
 * sender that it may come again.
 */
export function statusMessage(code: number, message: string, retryAfterMs?: number): Uint8Array<ArrayBuffer> {
  const parts = [tagged(1, 0), varint(code), bytesField(2, Buffer.from(message))];
  if (retryAfterMs !== undefined) {
    const seconds = Math.floor(retryAfterMs / 1000);
    const nanos = Math.round(retryAfterMs % 1000) * 1_000_000;
    const delay = Buffer.concat([tagged(1, 0), varint(seconds), tagged(2, 0), varint(nanos)]);
    const type = bytesField(1, Buffer.from("type.googleapis.com/google.rpc.RetryInfo"));
    parts.push(bytesField(3, Buffer.concat([type, bytesField(2, bytesField(1, delay))])));
  }
  return Buffer.concat(parts);
}

function tagged(number: number, wireType: number): Buffer {
  return varint((number << 3) | wireType);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

function bytesField(number: number, value: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.concat([tagged(number, 2), varint(value.length), value]);
}

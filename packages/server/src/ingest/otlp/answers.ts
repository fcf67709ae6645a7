import type { IngestOutcome } from "../ingest.ts";

/** What a request carries. */
export type OtlpSignal = "traces" | "logs";

const names = {
  traces: { one: "span", count: "rejectedSpans" },
  logs: { one: "log record", count: "rejectedLogRecords" },
} as const;

/**
 * Partial success of `ExportTraceServiceResponse` and `ExportLogsServiceResponse`, undefined when everything was taken. With
 * nothing rejected the message is a warning, as OTLP provides for.
 */
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

function partialOf(signal: OtlpSignal, { rejected, ignored }: IngestOutcome): PartialSuccess | undefined {
  if (rejected.length === 0 && ignored.length === 0) return undefined;
  const { one } = names[signal];
  const told = (what: string, items: readonly { index: number; said: string }[]): string[] => {
    if (items.length === 0) return [];
    const counted = new Set(items.map(({ index }) => index)).size;
    return [`${counted} ${one}${counted === 1 ? "" : "s"} ${what}: ${listed(one, items)}`];
  };
  const sentences = [
    ...told(
      "refused",
      rejected.map(({ index, reason }) => ({ index, said: reason })),
    ),
    ...told(
      "stored without figures that are out of bounds",
      ignored.map(({ index, figures }) => ({ index, said: figures })),
    ),
  ];
  return { rejected: rejected.length, message: sentences.join(". ") };
}

/** `span 0, 3 starts before the retention of 30 days; span 4 ...`: at most ten of each kind, and five kinds. */
function listed(one: string, items: readonly { index: number; said: string }[]): string {
  const byText = new Map<string, number[]>();
  for (const { index, said } of items) byText.set(said, [...(byText.get(said) ?? []).slice(0, 9), index]);
  return [...byText]
    .slice(0, 5)
    .map(([said, indexes]) => `${one} ${indexes.join(", ")} ${said}`)
    .join("; ");
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

import { endOf, movedCopy, type SentSpan } from "./otlp-json.ts";
import { movedFeedback, type SentFeedback } from "./feedback.ts";
import { readTraces } from "./read-file.ts";
import { sendBatch, sendFeedback, type Destination } from "./send.ts";

const batchSpans = 1000;
const batchBytes = 4 * 1024 * 1024;
const dayNanos = 86_400_000_000_000n;

const feedbackInFlight = 16;

/** What became of a file's spans. */
export interface TracesImport {
  spans: number;
  traces: number;
  stored: number;
  rejected: number;
  /** Pieces of feedback that came with traces of the API; all of them are stored. */
  feedback: number;
  /** Reason -> how many spans. */
  reasons: Record<string, number>;
  /** By how much times were moved, ms; 0 without `shiftToNow`. */
  shiftedByMs: number;
}

/**
 * Sends the spans of a file to a server, batch by batch, each one stored before the next goes, then its feedback. `shiftToNow` sends
 * copies that are moved by whole days, so that the last span ended within the past 24 hours: the time of day stays, and the
 * same file sent again on the same day is the same copy. Throws InputError and IncompleteError as `readTraces` and `sendBatch` do.
 */
export async function importTraces(
  options: { file: string; directory: string; shiftToNow: boolean; onBatch?: (soFar: TracesImport) => void },
  destination: Destination,
): Promise<TracesImport> {
  const { file, directory } = options;
  const byNanos = options.shiftToNow ? await shiftOf(file, directory) : 0n;
  const made: TracesImport = {
    spans: 0,
    traces: 0,
    stored: 0,
    rejected: 0,
    feedback: 0,
    reasons: {},
    shiftedByMs: Number(byNanos / 1_000_000n),
  };
  const traces = new Set<unknown>();
  let batch: SentSpan[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    const { rejected, reason } = await sendBatch(batch, destination);
    made.spans += batch.length;
    made.traces = traces.size;
    made.rejected += rejected;
    made.stored += batch.length - rejected;
    if (rejected > 0) made.reasons[reason] = (made.reasons[reason] ?? 0) + rejected;
    batch = [];
    bytes = 0;
    options.onBatch?.(made);
  };
  const feedback: SentFeedback[] = [];
  for await (const one of readTraces(file, directory)) {
    if ("feedback" in one) {
      feedback.push(movedFeedback(one, byNanos));
      continue;
    }
    const span = movedCopy(one.span, byNanos);
    const size = JSON.stringify(span).length;
    if (batch.length > 0 && (batch.length === batchSpans || bytes + size > batchBytes)) await flush();
    traces.add(span["traceId"]);
    batch.push({ ...one, span });
    bytes += size;
  }
  if (batch.length > 0) await flush();
  made.feedback = feedback.length;
  const sendOn = async (): Promise<void> => {
    for (let one = feedback.pop(); one !== undefined; one = feedback.pop()) await sendFeedback(one, destination);
  };
  await Promise.all(Array.from({ length: feedbackInFlight }, sendOn));
  return made;
}

async function shiftOf(file: string, directory: string): Promise<bigint> {
  let last = 0n;
  for await (const one of readTraces(file, directory)) {
    const end = "span" in one ? (endOf(one.span) ?? 0n) : 0n;
    if (end > last) last = end;
  }
  return last === 0n ? 0n : daysBetween(last, BigInt(Date.now()) * 1_000_000n) * dayNanos;
}

/** Whole days, rounded towards the past; negative when `from` is later. */
function daysBetween(from: bigint, to: bigint): bigint {
  const days = (to - from) / dayNanos;
  return to - from < days * dayNanos ? days - 1n : days;
}

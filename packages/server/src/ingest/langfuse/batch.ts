import type { SpanPart } from "../parts/index.ts";
import type { GivenScore } from "../stored-scores.ts";
import { RequestError } from "../../api/problem.ts";
import { nanosOf } from "../time.ts";
import { isObservation, lastingPart, observationPart, tracePart, type IngestionEvent } from "./observation-part.ts";
import { scoreOf } from "./score.ts";

/** A batch of Langfuse's ingestion API, item by item. */
export interface ReadBatch {
  /** `item` is the place in the batch; -1 for what follows from several. */
  parts: { item: number; part: SpanPart }[];
  scores: { item: number; row: GivenScore }[];
  faults: { item: number; status: number; message: string }[];
  /** Ids as the client gave them. */
  ids: string[];
}

/**
 * Reads `{ batch: [{ id, type, timestamp, body }] }`. What is wrong with an item is told of that item. Throws RequestError 422 when there
 * is no batch.
 */
export function readBatch(body: Readonly<Record<string, unknown>>, projectId: string, nowMs: number): ReadBatch {
  const { batch } = body;
  if (!Array.isArray(batch)) throw new RequestError(422, "bad-batch", "batch is no list", '{ "batch": [] }');
  const read: ReadBatch = { parts: [], scores: [], faults: [], ids: [] };
  const events: { item: number; event: IngestionEvent }[] = [];
  batch.forEach((given: unknown, item) => {
    const event = eventOf(given, nowMs);
    read.ids.push(event?.id ?? "");
    if (event === undefined) read.faults.push({ item, status: 400, message: "an item is {id, type, timestamp, body}" });
    else events.push({ item, event });
  });
  // clients send what happened in one moment in any order
  events.sort((a, b) => Number(a.event.timeNanos - b.event.timeNanos));
  for (const { item, event } of events) readEvent(read, item, event, projectId);
  read.parts.push(...lasting(events.map(({ event }) => event)).map((part) => ({ item: -1, part })));
  return read;
}

function readEvent(read: ReadBatch, item: number, event: IngestionEvent, projectId: string): void {
  if (event.type === "score-create") {
    try {
      const timeMs = Number(event.timeNanos / 1_000_000n);
      read.scores.push({ item, row: scoreOf(event.body, projectId, event.id, timeMs) });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      read.faults.push({ item, status: 400, message: error.message });
    }
    return;
  }
  // what the SDK says of itself
  if (event.type === "sdk-log") return;
  if (event.type !== "trace-create" && !isObservation(event.type)) {
    read.faults.push({ item, status: 400, message: "the type is none that is taken here" });
    return;
  }
  const part = event.type === "trace-create" ? tracePart(event) : observationPart(event);
  if ("fault" in part) read.faults.push({ item, status: 400, message: part.fault });
  else read.parts.push({ item, part });
}

function eventOf(given: unknown, nowMs: number): IngestionEvent | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const { id, type, timestamp, body } = given as Record<string, unknown>;
  if (typeof id !== "string" || typeof type !== "string") return undefined;
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const timeNanos = nanosOf(timestamp) ?? BigInt(nowMs) * 1_000_000n;
  return { id, type, timeNanos, body: body as IngestionEvent["body"] };
}

/** For each trace of the batch: from the first to the last moment of its observations. */
function lasting(events: readonly IngestionEvent[]): SpanPart[] {
  const spans = new Map<string, { from: bigint; to: bigint }>();
  for (const { type, body, timeNanos } of events) {
    const { traceId } = body;
    if (!isObservation(type) || typeof traceId !== "string" || traceId === "") continue;
    const start = nanosOf(body["startTime"]);
    const end = nanosOf(body["endTime"]) ?? start;
    if (end === undefined) continue;
    const known = spans.get(traceId) ?? { from: start ?? timeNanos, to: end };
    spans.set(traceId, {
      from: start !== undefined && start < known.from ? start : known.from,
      to: end > known.to ? end : known.to,
    });
  }
  return [...spans].map(([traceId, { from, to }]) => lastingPart(traceId, from, to));
}

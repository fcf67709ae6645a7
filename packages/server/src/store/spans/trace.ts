import type { SpanJson, TraceJson } from "../../api/contract/traces.ts";
import { Bindings, newest, ofProject } from "./bindings.ts";
import { givenWhere } from "./given.ts";
import { jsonOf } from "./json-text.ts";
import type { Read } from "./reader.ts";
import { spanColumns, spanJson, type ReadSpan } from "./span-json.ts";
import type { SpanReads } from "./spans.ts";

const dayMs = 86_400_000;
/** Around a hint spans are looked for from the day before to a week after. */
const hintBeforeMs = dayMs;
const hintAfterMs = 7 * dayMs;

interface EventRow {
  span_id: string;
  name: string;
  time_ms: number;
  body: string;
  attributes: Record<string, string>;
}

/**
 * One trace: its spans in order of their start, scores and feedback in order of their time. With a hint the spans around it are
 * read, and all when there is none. Undefined when neither a span nor a score is known. Throws a StoreError.
 */
export async function readTrace(
  read: Read,
  project: string,
  traceId: string,
  options: Parameters<SpanReads["trace"]>[2],
): Promise<TraceJson | undefined> {
  const scoring = new Bindings(project);
  const [near, events, given] = await Promise.all([
    spansOf(read, project, traceId, options),
    options.lean ? [] : eventsOf(read, project, traceId),
    givenWhere(read, scoring, `trace_id = ${scoring.text(traceId)}`),
  ]);
  const { nearMs, ...anywhere } = options;
  const spans = near.length > 0 || nearMs === undefined ? near : await spansOf(read, project, traceId, anywhere);
  const nothing = given.scores.length === 0 && given.feedback.length === 0;
  // Asking for spans that a known trace does not have is no reason to deny the trace.
  if (spans.length === 0 && nothing && !(await exists(read, project, traceId, options.spanIds))) return undefined;
  return { traceId, spans: withEvents(spans.map(spanJson), events), ...given };
}

async function spansOf(
  read: Read,
  project: string,
  traceId: string,
  { lean, nearMs, spanIds }: Parameters<SpanReads["trace"]>[2],
): Promise<ReadSpan[]> {
  const bindings = new Bindings(project);
  const conditions = [`trace_id = ${bindings.text(traceId)}`];
  if (nearMs !== undefined) {
    conditions.push(
      `start >= ${bindings.momentMs(nearMs - hintBeforeMs)}`,
      `start < ${bindings.momentMs(nearMs + hintAfterMs)}`,
    );
  }
  if (spanIds !== undefined) conditions.push(`span_id IN ${bindings.texts(spanIds.map((id) => id.toLowerCase()))}`);
  // Of spans that start together the one without a parent goes first.
  return await read<ReadSpan>(
    `SELECT ${spanColumns(lean)} FROM ${newest("spans", conditions.join(" AND "))} ORDER BY start, parent_span_id != '', duration_ms DESC, span_id`,
    bindings,
  );
}

async function exists(
  read: Read,
  project: string,
  traceId: string,
  spanIds: readonly string[] | undefined,
): Promise<boolean> {
  if (spanIds === undefined) return false;
  const bindings = new Bindings(project);
  const rows = await read(
    `SELECT 1 FROM spans WHERE ${ofProject} AND trace_id = ${bindings.text(traceId)} LIMIT 1`,
    bindings,
  );
  return rows.length > 0;
}

async function eventsOf(read: Read, project: string, traceId: string): Promise<EventRow[]> {
  const bindings = new Bindings(project);
  return await read<EventRow>(
    `SELECT span_id, toString(name) AS name, toFloat64(toUnixTimestamp64Milli(time)) AS time_ms, body, attributes
     FROM ${newest("span_events", `trace_id = ${bindings.text(traceId)}`)} ORDER BY time, id`,
    bindings,
  );
}

/** Log records stand with a span's own events, in order of their time. */
function withEvents(spans: SpanJson[], events: readonly EventRow[]): SpanJson[] {
  if (events.length === 0) return spans;
  const bySpan = Map.groupBy(events, ({ span_id: id }) => id);
  return spans.map((span) => {
    const logged = bySpan.get(span.spanId);
    if (logged === undefined) return span;
    const own = span.attributes["otel.events"];
    const all = [...(Array.isArray(own) ? (own as unknown[]) : []), ...logged.map(eventJson)];
    const sorted = all.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)));
    return { ...span, attributes: { ...span.attributes, "otel.events": sorted } };
  });
}

function eventJson({ name, time_ms: time, body, attributes }: EventRow): Record<string, unknown> {
  return {
    name,
    time: new Date(time).toISOString(),
    ...(body === "" ? {} : { body: jsonOf(body) }),
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, text]) => [key, jsonOf(text)])),
  };
}

function timeOf(event: unknown): string {
  const time = typeof event === "object" && event !== null ? (event as { time?: unknown }).time : undefined;
  return typeof time === "string" ? time : "";
}

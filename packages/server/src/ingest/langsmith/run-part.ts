import type { Attributes, AttributeValue, RawEvent, RawSpan, Span } from "goldloop/trace";
import type { Known, SpanPart } from "../parts/index.ts";
import { nanosOf } from "../time.ts";
import { readDottedOrder, spanIdOf, traceIdOf, uuidNanos } from "./ids.ts";

/** A run as it came: an object whose fields are not checked yet. */
export type Run = Readonly<Record<string, unknown>>;

/** Fields that have a place of their own; everything else is kept as an attribute. */
const placed = new Set([
  "id",
  "trace_id",
  "dotted_order",
  "parent_run_id",
  "name",
  "run_type",
  "start_time",
  "end_time",
  "inputs",
  "outputs",
  "error",
  "extra",
  "tags",
  "events",
  "session_name",
  "child_runs",
  "attachments",
]);
const runTypes: Partial<Record<Span["kind"], string>> = {
  chat: "llm",
  tool: "tool",
  retrieval: "retriever",
  embedding: "embedding",
  workflow: "chain",
  agent: "agent",
};

/**
 * A posted or patched run as a part of its span, or why it cannot be one. Trace and start come from `dotted_order` where there
 * is one, so that every message about a run finds the same span.
 */
export function partOf(run: Run, order: SpanPart["order"], receivedMs: number): SpanPart | { fault: string } {
  const spanId = spanIdOf(run["id"]);
  if (spanId === undefined) return { fault: "id is no uuid" };
  const dotted = readDottedOrder(run["dotted_order"]);
  const parentId = spanIdOf(run["parent_run_id"]) ?? dotted?.parentId;
  const isRoot = order === "begin" && parentId === undefined;
  const traceId = traceIdOf(run["trace_id"]) ?? dotted?.traceId ?? (isRoot ? traceIdOf(run["id"]) : undefined);
  const endNanos = nanosOf(run["end_time"]);
  const type = text(run["run_type"]);
  return {
    spanId,
    traceId,
    startNanos: dotted?.startNanos ?? nanosOf(run["start_time"]) ?? uuidNanos(run["id"]),
    sentNanos: endNanos ?? BigInt(receivedMs) * 1_000_000n,
    order,
    names: text(run["name"]) !== undefined,
    types: type !== undefined,
    toRaw: ({ traceId: trace, startNanos }, known) => {
      const failure = text(run["error"]);
      return {
        traceId: trace,
        spanId,
        parentSpanId: parentId,
        name: text(run["name"]) ?? known.name ?? "run",
        kind: 1,
        startNanos,
        endNanos: endNanos ?? 0n,
        attributes: attributesOf(run, type, known),
        events: eventsOf(run["events"]),
        links: [],
        status:
          failure !== undefined ? { code: 2, message: failure } : { code: endNanos === undefined ? 0 : 1, message: "" },
        resource: { attributes: {} },
        scope: { name: "langsmith", version: "", attributes: {} },
      } satisfies RawSpan;
    },
  };
}

/** In the words that LangSmith's own OpenTelemetry export uses, so that one dialect reads both. */
function attributesOf(run: Run, type: string | undefined, known: Known): Attributes {
  const { metadata, runtime, ...more } = fields(run["extra"]);
  const kind = type ?? (known.kind === undefined ? undefined : runTypes[known.kind]);
  const tags = Array.isArray(run["tags"]) && run["tags"].length > 0 ? run["tags"] : undefined;
  const attributes: Record<string, unknown> = {
    "langsmith.run_id": run["id"],
    "langsmith.span.kind": kind,
    "langsmith.trace.session_name": run["session_name"],
    "langsmith.span.tags": tags,
    "langsmith.span.runtime": runtime,
    "gen_ai.prompt": stated(run["inputs"]) ?? known.input,
    "gen_ai.completion": stated(run["outputs"]) ?? known.output,
  };
  for (const [key, value] of Object.entries(fields(metadata))) attributes[`langsmith.metadata.${key}`] = value;
  for (const [key, value] of Object.entries(more)) attributes[`langsmith.${key}`] = value;
  for (const [key, value] of Object.entries(run))
    if (!placed.has(key)) attributes[`langsmith.${key}`] ??= stated(value);
  for (const key of Object.keys(attributes)) {
    if (attributes[key] === undefined || attributes[key] === null || key === "__proto__") delete attributes[key];
  }
  return attributes as Attributes;
}

/** Clients send empty objects and lists for what they do not know. */
function stated(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  return typeof value === "object" && Object.keys(value).length === 0 ? undefined : value;
}

function eventsOf(value: unknown): RawEvent[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const { name, time, ...attributes } = fields(item);
    const named = text(name);
    return named === undefined
      ? []
      : [{ name: named, timeNanos: nanosOf(time) ?? 0n, attributes: attributes as Record<string, AttributeValue> }];
  });
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

import type { Attributes, RawSpan } from "goldloop/trace";
import type { SpanPart } from "../parts/index.ts";
import { nanosOf } from "../time.ts";
import { rootSpanIdOf, spanIdOf, traceIdOf } from "./ids.ts";

/** One item of a batch as it came: the fields of the body are not checked yet. */
export interface IngestionEvent {
  id: string;
  type: string;
  /** ns since 1970 */
  timeNanos: bigint;
  body: Readonly<Record<string, unknown>>;
}

type Body = IngestionEvent["body"];

const kinds = "span|generation|event|agent|tool|chain|retriever|evaluator|embedding|guardrail|observation";
const eventForm = new RegExp(`^(${kinds})-(create|update)$`);
/** What an update may leave open: it says nothing of the kind. */
const vague = new Set(["span", "event", "observation"]);

/** Whether the item is about an observation. */
export function isObservation(type: string): boolean {
  return eventForm.test(type);
}

/** An observation's creation or update as a part of its span, or why it cannot be one. */
export function observationPart(event: IngestionEvent): SpanPart | { fault: string } {
  const { body, timeNanos } = event;
  const [, kind = "", verb = ""] = eventForm.exec(event.type) ?? [];
  const { id, traceId } = body;
  if (typeof id !== "string" || id === "") return { fault: "the body has no id" };
  const type = typeof body["type"] === "string" ? body["type"].toLowerCase() : kind;
  const start = nanosOf(body["startTime"]);
  const end = nanosOf(body["endTime"]);
  const traceName = typeof traceId === "string" && traceId !== "" ? traceId : undefined;
  const name = textOf(body["name"]);
  const creates = verb === "create";
  return {
    spanId: spanIdOf(id),
    // an observation without a trace is a trace of its own
    traceId: traceName === undefined ? (creates ? traceIdOf(id) : undefined) : traceIdOf(traceName),
    startNanos: start ?? (creates ? timeNanos : undefined),
    sentNanos: timeNanos,
    order: creates ? "begin" : "update",
    names: name !== undefined,
    types: creates || !vague.has(type),
    toRaw: (identity, known) => ({
      ...identity,
      spanId: spanIdOf(id),
      parentSpanId: parentOf(body, creates, traceName),
      name: name ?? known.name ?? type,
      kind: 1,
      endNanos: end ?? (kind === "event" ? identity.startNanos : 0n),
      attributes: observationAttributes(
        body,
        vague.has(type) ? (known.kind === undefined ? type : kindOf(known.kind)) : type,
      ),
      ...bare,
      status: { code: body["level"] === "ERROR" ? 2 : 0, message: textOf(body["statusMessage"]) ?? "" },
    }),
  };
}

/** What a `trace-create` says, as a part of the root span that stands for the trace. Each one adds to those before. */
export function tracePart({ body, timeNanos }: IngestionEvent): SpanPart | { fault: string } {
  const { id } = body;
  if (typeof id !== "string" || id === "") return { fault: "the body has no id" };
  const name = textOf(body["name"]);
  return {
    ...rootPart(id, nanosOf(body["timestamp"]) ?? timeNanos, timeNanos),
    names: name !== undefined,
    types: true,
    toRaw: (identity, known) => ({
      ...identity,
      spanId: rootSpanIdOf(id),
      parentSpanId: undefined,
      name: name ?? known.name ?? "trace",
      kind: 1,
      endNanos: 0n,
      attributes: traceAttributes(body),
      ...bare,
    }),
  };
}

/** Lets the root of a trace last as long as its observations. */
export function lastingPart(traceName: string, startNanos: bigint, endNanos: bigint): SpanPart {
  return {
    ...rootPart(traceName, startNanos, endNanos),
    names: false,
    types: false,
    grows: true,
    toRaw: (identity, known) => ({
      ...identity,
      spanId: rootSpanIdOf(traceName),
      parentSpanId: undefined,
      name: known.name ?? "trace",
      kind: 1,
      endNanos,
      attributes: { "langfuse.observation.type": "chain" },
      ...bare,
    }),
  };
}

function rootPart(
  traceName: string,
  startNanos: bigint,
  sentNanos: bigint,
): Pick<SpanPart, "spanId" | "traceId" | "startNanos" | "sentNanos" | "order"> {
  return { spanId: rootSpanIdOf(traceName), traceId: traceIdOf(traceName), startNanos, sentNanos, order: "update" };
}

const bare = {
  events: [],
  links: [],
  status: { code: 0, message: "" },
  resource: { attributes: {} },
  scope: { name: "langfuse", version: "", attributes: {} },
} satisfies Partial<RawSpan>;

function parentOf(body: Body, creates: boolean, traceName: string | undefined): string | undefined {
  const parent = body["parentObservationId"];
  if (typeof parent === "string" && parent !== "") return spanIdOf(parent);
  return creates && traceName !== undefined ? rootSpanIdOf(traceName) : undefined;
}

/** In the words of Langfuse's OpenTelemetry spans, so that one dialect reads both. */
function observationAttributes(body: Body, type: string): Attributes {
  const { usage, costs } = usageOf(body["usage"]);
  return definedOf({
    "langfuse.observation.id": body["id"],
    "langfuse.observation.type": type,
    "langfuse.observation.input": body["input"],
    "langfuse.observation.output": body["output"],
    "langfuse.observation.metadata": body["metadata"],
    "langfuse.observation.level": body["level"],
    "langfuse.observation.status_message": body["statusMessage"],
    "langfuse.observation.model.name": body["model"],
    "langfuse.observation.model.parameters": body["modelParameters"],
    "langfuse.observation.usage_details": body["usageDetails"] ?? usage,
    "langfuse.observation.cost_details": body["costDetails"] ?? costs,
    "langfuse.observation.completion_start_time": body["completionStartTime"],
    "langfuse.observation.prompt.name": body["promptName"],
    "langfuse.observation.prompt.version": body["promptVersion"],
    "langfuse.environment": body["environment"],
    "langfuse.version": body["version"],
  });
}

function traceAttributes(body: Body): Attributes {
  return definedOf({
    "langfuse.trace.id": body["id"],
    "langfuse.observation.type": "chain",
    "langfuse.observation.input": body["input"],
    "langfuse.observation.output": body["output"],
    "langfuse.user.id": body["userId"],
    "langfuse.session.id": body["sessionId"],
    "langfuse.trace.metadata": body["metadata"],
    "langfuse.trace.tags": body["tags"],
    "langfuse.trace.public": body["public"],
    "langfuse.release": body["release"],
    "langfuse.version": body["version"],
    "langfuse.environment": body["environment"],
  });
}

/** The older `usage`: counts and costs in one, in Langfuse's or OpenAI's words. */
function usageOf(value: unknown): { usage?: Record<string, unknown>; costs?: Record<string, unknown> } {
  if (typeof value !== "object" || value === null) return {};
  const { input, output, total, promptTokens, completionTokens, totalTokens, inputCost, outputCost, totalCost } =
    value as Body;
  return {
    usage: definedOf({
      input: input ?? promptTokens,
      output: output ?? completionTokens,
      total: total ?? totalTokens,
    }),
    costs: definedOf({ input: inputCost, output: outputCost, total: totalCost }),
  };
}

const types: Record<string, string> = { chat: "generation", workflow: "chain", retrieval: "retriever", other: "span" };

function kindOf(kind: string): string {
  return types[kind] ?? kind;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function definedOf(values: Record<string, unknown>): Attributes {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  ) as Attributes;
}

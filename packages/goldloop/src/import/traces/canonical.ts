import type { Span } from "../../trace/index.ts";
import type { OtlpSpan, SentSpan } from "./otlp-json.ts";

type AnyValue = Record<string, unknown>;

const operations: Partial<Record<Span["kind"], string>> = {
  chat: "chat",
  tool: "execute_tool",
  retrieval: "retrieval",
  agent: "invoke_agent",
  workflow: "invoke_workflow",
  embedding: "embeddings",
};
const kinds: Partial<Record<Span["kind"], string>> = { guardrail: "GUARDRAIL", evaluator: "EVALUATOR" };
const statuses = { unset: 0, ok: 1, error: 2 };

/**
 * Canonical spans, as a run records them and as the server returns them, in OTLP's JSON form: the attributes are those that
 * the dialects read, GenAI's where it has one, so that reading them gives the same canonical spans again.
 */
export function sentSpans(spans: readonly Span[]): SentSpan[] {
  const resources = new Map<string, object>();
  const scopes = new Map<string, object>();
  return spans.map((span) => ({
    resource: shared(resources, resourceOf(span), (attributes) => ({ attributes })),
    scope: shared(scopes, scopeOf(span), (scope) => scope),
    span: otlpSpan(span),
  }));
}

function shared<T>(known: Map<string, object>, value: T, make: (value: T) => object): object {
  const key = JSON.stringify(value);
  const made = known.get(key) ?? make(value);
  known.set(key, made);
  return made;
}

function resourceOf({ attributes }: Span): AnyValue[] {
  return Object.entries(attributes)
    .filter(([key]) => key.startsWith("resource."))
    .map(([key, value]) => ({ key: key.slice("resource.".length), value: anyValue(value) }));
}

function scopeOf({ attributes }: Span): AnyValue {
  const { "otel.scope.name": name, "otel.scope.version": version } = attributes;
  return { ...(typeof name === "string" ? { name } : {}), ...(typeof version === "string" ? { version } : {}) };
}

function otlpSpan(span: Span): OtlpSpan {
  const startNanos = BigInt(Date.parse(span.startTime)) * 1_000_000n;
  const { "otel.events": events, "otel.links": links } = span.attributes;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: 1,
    startTimeUnixNano: String(startNanos),
    endTimeUnixNano: String(startNanos + BigInt(Math.round(span.durationMs * 1e6))),
    status: {
      code: statuses[span.status.code],
      ...(span.status.message === undefined ? {} : { message: span.status.message }),
    },
    attributes: [...attributesOf(span)].map(([key, value]) => ({ key, value: anyValue(value) })),
    ...(Array.isArray(events) ? { events: events.flatMap(eventOf) } : {}),
    ...(Array.isArray(links) ? { links: links.flatMap(linkOf) } : {}),
  };
}

function attributesOf(span: Span): Map<string, unknown> {
  const all = new Map<string, unknown>();
  const set = (key: string, value: unknown): void => {
    if (value !== undefined) all.set(key, value);
  };
  for (const [key, value] of Object.entries(span.attributes)) {
    if (!/^(?:resource\.|otel\.(?:scope\.(?:name|version)|events|links)$)/.test(key)) all.set(key, value);
  }
  set("gen_ai.operation.name", operations[span.kind]);
  set("openinference.span.kind", kinds[span.kind]);
  // Not the requested model: a span without a kind that asks for one is taken for a chat.
  set("gen_ai.response.model", span.model);
  set("gen_ai.provider.name", span.provider);
  set("langfuse.environment", span.environment);
  set("langfuse.release", span.release);
  set("session.id", span.sessionId);
  set("user.id", span.userId);
  set("gen_ai.usage.input_tokens", span.usage?.inputTokens);
  set("gen_ai.usage.output_tokens", span.usage?.outputTokens);
  set("gen_ai.usage.cache_read.input_tokens", span.usage?.cachedInputTokens);
  set("gen_ai.usage.reasoning.output_tokens", span.usage?.reasoningTokens);
  set("gen_ai.usage.cost", span.costUsd);
  if (span.timeToFirstTokenMs !== undefined) set("gen_ai.response.time_to_first_chunk", span.timeToFirstTokenMs / 1000);
  const [call] = span.toolCalls ?? [];
  if (span.kind === "tool" && call !== undefined) {
    set("gen_ai.tool.name", call.name);
    set("gen_ai.tool.call.id", call.id);
    set("gen_ai.tool.call.arguments", written(call.arguments));
    set("gen_ai.tool.call.result", written(call.result));
  } else if (span.messages !== undefined) {
    const answered = span.messages.findLastIndex(({ role }) => role !== "assistant") + 1;
    set("gen_ai.input.messages", written(span.messages.slice(0, answered)));
    set("gen_ai.output.messages", written(span.messages.slice(answered)));
  } else if (span.kind === "retrieval" && span.documents !== undefined) {
    set("gen_ai.retrieval.documents", written(span.documents));
  }
  // Read before what messages, tools and documents say of input and output.
  set("langfuse.observation.input", written(span.input));
  set("langfuse.observation.output", written(span.output));
  return all;
}

/** Text as it is, unless it would be read as JSON; everything else as JSON. */
function written(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string") return JSON.stringify(value);
  try {
    JSON.parse(value);
    return JSON.stringify(value);
  } catch {
    return value;
  }
}

function eventOf(event: unknown): AnyValue[] {
  if (typeof event !== "object" || event === null) return [];
  const { name, time, attributes } = event as { name?: unknown; time?: unknown; attributes?: object };
  const at = typeof time === "string" ? Date.parse(time) : Number.NaN;
  const timeUnixNano = Number.isFinite(at) ? String(BigInt(at) * 1_000_000n) : undefined;
  return [{ name, timeUnixNano, attributes: pairs(attributes) }];
}

function linkOf(link: unknown): AnyValue[] {
  if (typeof link !== "object" || link === null) return [];
  const { traceId, spanId, attributes } = link as { traceId?: unknown; spanId?: unknown; attributes?: object };
  return [{ traceId, spanId, attributes: pairs(attributes) }];
}

function pairs(fields: object = {}): AnyValue[] {
  return Object.entries(fields).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: unknown): AnyValue {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isSafeInteger(value) ? { intValue: value } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (typeof value === "object" && value !== null) return { kvlistValue: { values: pairs(value) } };
  return {};
}

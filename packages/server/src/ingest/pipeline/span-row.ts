import type { AttributeValue, RawSpan, Span } from "goldloop/trace";
import type { SpanRow } from "../../store/spans/row.ts";
import { readAnswer } from "./answer.ts";
import { answerText } from "./answer-text.ts";
import type { Unstamped } from "./lines.ts";
import type { Pricing } from "./pricing.ts";
import { isToolError } from "./tool-error.ts";

/** What the application says of a span itself; wins over the detectors. */
const refusalAttribute = "goldloop.refusal";
const fallbackAttribute = "goldloop.fallback";
const mostTokens = 0xffff_ffff;

/** The row of a redacted span, without its size. `detections` are those from before redaction. */
export function spanRow(
  span: Span,
  raw: RawSpan,
  { project, pricing, detections }: { project: string; pricing: Pricing; detections: Readonly<Record<string, number>> },
): Omit<Unstamped<SpanRow>, "size"> {
  const cost = costOf(span, raw, pricing);
  const answers = span.kind === "chat" || raw.parentSpanId === undefined;
  const answer = readAnswer(answers ? answerText(span.output) : "");
  return {
    project,
    trace_id: span.traceId,
    span_id: span.spanId,
    parent_span_id: span.parentSpanId ?? "",
    name: span.name,
    kind: span.kind,
    start: Number(raw.startNanos / 1000n),
    duration_ms: span.durationMs,
    status: span.status.code,
    status_message: span.status.message ?? "",
    model: span.model ?? "",
    provider: span.provider ?? "",
    environment: span.environment ?? "",
    release: span.release ?? "",
    session_id: span.sessionId ?? "",
    user_id: span.userId ?? "",
    input: json(span.input),
    output: json(span.output),
    messages: json(span.messages as AttributeValue | undefined),
    tool_calls: json(span.toolCalls as AttributeValue | undefined),
    documents: json(span.documents as AttributeValue | undefined),
    input_tokens: tokens(span.usage?.inputTokens),
    output_tokens: tokens(span.usage?.outputTokens),
    cached_input_tokens: tokens(span.usage?.cachedInputTokens),
    reasoning_tokens: tokens(span.usage?.reasoningTokens),
    cost_usd: cost.usd,
    cost_source: cost.source,
    time_to_first_token_ms: finite(span.timeToFirstTokenMs),
    tool: span.kind === "tool" ? (span.toolCalls?.[0]?.name ?? span.name) : "",
    tool_error: isToolError(span) ? 1 : 0,
    refusal: flag(span.attributes[refusalAttribute], answer.refusal),
    fallback: flag(span.attributes[fallbackAttribute], answer.fallback),
    detections,
    attributes: attributeTexts(span.attributes),
  };
}

/** Values as JSON text, by key. */
export function attributeTexts(attributes: Readonly<Record<string, AttributeValue>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const key of Object.keys(attributes)) texts[key] = JSON.stringify(attributes[key]);
  return texts;
}

/** JSON text; empty when absent. */
export function json(value: AttributeValue | undefined): string {
  return value === undefined ? "" : JSON.stringify(value);
}

function costOf(span: Span, raw: RawSpan, pricing: Pricing): { usd: number | null; source: string } {
  const given = finite(span.costUsd);
  if (given !== null) return { usd: given, source: "span" };
  return pricing.costOf(span, Number(raw.startNanos / 1_000_000n)) ?? { usd: null, source: "" };
}

function tokens(count: number | undefined): number | null {
  if (count === undefined || !(count >= 0) || count > mostTokens) return null;
  return Math.round(count);
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function flag(stated: AttributeValue | undefined, read: boolean): 0 | 1 {
  if (typeof stated === "boolean") return stated ? 1 : 0;
  if (stated === "true" || stated === "false") return stated === "true" ? 1 : 0;
  return read ? 1 : 0;
}

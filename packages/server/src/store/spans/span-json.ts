import type { SpanJson } from "../../api/contract/traces.ts";
import { jsonOf, present } from "./json-text.ts";

/** A span as it is read for a trace. Texts are absent when it is read without them. */
export interface ReadSpan {
  trace_id: string;
  span_id: string;
  parent_span_id: string;
  name: string;
  kind: SpanJson["kind"];
  start_us: string;
  duration_ms: number;
  status: SpanJson["status"]["code"];
  status_message: string;
  model: string;
  provider: string;
  environment: string;
  release: string;
  session_id: string;
  user_id: string;
  input?: string;
  output?: string;
  messages?: string;
  tool_calls: string;
  documents?: string;
  input_tokens: number | null;
  output_tokens: number | null;
  cached_input_tokens: number | null;
  reasoning_tokens: number | null;
  cost_usd: number | null;
  time_to_first_token_ms: number | null;
  refusal: 0 | 1;
  fallback: 0 | 1;
  detections: Record<string, number>;
  attributes?: Record<string, string>;
}

const always = [
  "trace_id, span_id, parent_span_id, toString(name) AS name, toString(kind) AS kind",
  "toString(toUnixTimestamp64Micro(start)) AS start_us, duration_ms, toString(status) AS status, status_message",
  "toString(model) AS model, toString(provider) AS provider, toString(environment) AS environment, toString(release) AS release",
  "session_id, user_id, tool_calls",
  "toFloat64(input_tokens) AS input_tokens, toFloat64(output_tokens) AS output_tokens",
  "toFloat64(cached_input_tokens) AS cached_input_tokens, toFloat64(reasoning_tokens) AS reasoning_tokens",
  "cost_usd, time_to_first_token_ms, refusal, fallback, detections",
];

/** SQL columns of a `ReadSpan`; `lean` leaves out the texts. */
export function spanColumns(lean: boolean): string {
  return (lean ? always : [...always, "input, output, messages, documents, attributes"]).join(", ");
}

/** The canonical span of design 8.6. */
export function spanJson(row: ReadSpan): SpanJson {
  const startUs = Number(row.start_us);
  const {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cached_input_tokens: cachedInputTokens,
    reasoning_tokens: reasoningTokens,
  } = row;
  const usage = known({ inputTokens, outputTokens, cachedInputTokens, reasoningTokens });
  return {
    traceId: row.trace_id,
    spanId: row.span_id,
    ...present({ parentSpanId: row.parent_span_id }),
    name: row.name,
    kind: row.kind,
    startTime: isoOf(startUs),
    endTime: isoOf(startUs + row.duration_ms * 1000),
    durationMs: row.duration_ms,
    status: { code: row.status, ...present({ message: row.status_message }) },
    ...present({ model: row.model, provider: row.provider }),
    ...present(
      {
        input: row.input ?? "",
        output: row.output ?? "",
        messages: row.messages ?? "",
        toolCalls: row.tool_calls,
        documents: row.documents ?? "",
      },
      jsonOf,
    ),
    ...(Object.keys(usage).length === 0 ? {} : { usage }),
    ...known({ costUsd: row.cost_usd, timeToFirstTokenMs: row.time_to_first_token_ms }),
    ...present({ sessionId: row.session_id, userId: row.user_id, environment: row.environment, release: row.release }),
    attributes: present(row.attributes ?? {}, jsonOf),
    ...(Object.keys(row.detections).length === 0 ? {} : { detections: row.detections }),
    ...(row.refusal === 1 ? { refusal: true } : {}),
    ...(row.fallback === 1 ? { fallback: true } : {}),
  } as SpanJson;
}

function known(figures: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).filter((entry): entry is [string, number] => entry[1] !== null));
}

const lastMs = 8_640_000_000_000_000;

/** A duration that a sender made up may lead past the last date there is. */
function isoOf(us: number): string {
  return new Date(Math.min(Math.floor(us / 1000), lastMs)).toISOString();
}

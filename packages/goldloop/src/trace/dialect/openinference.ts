import type { Attributes, AttributeValue } from "../otlp/raw.ts";
import type { Message, SpanKind } from "../span.ts";
import type { Dialect, Draft } from "./definition.ts";
import { setConversation, toDocuments, toMessage } from "./messages.ts";
import { toUsage } from "./usage.ts";
import { first, isFields, parsed } from "./view.ts";
import type { SpanView } from "./view.ts";

const kinds: Record<string, SpanKind> = {
  LLM: "chat",
  CHAIN: "workflow",
  TOOL: "tool",
  RETRIEVER: "retrieval",
  RERANKER: "retrieval",
  EMBEDDING: "embedding",
  AGENT: "agent",
  GUARDRAIL: "guardrail",
  EVALUATOR: "evaluator",
  PROMPT: "other",
};

/** OpenInference (Arize Phoenix): lists flattened into keys, counts under `llm.token_count`. */
export const openinference: Dialect = {
  name: "openinference",
  prefixes: ["openinference", "llm", "input", "output", "retrieval", "reranker", "embedding"],
  read(view, span) {
    const kind = view.text("openinference.span.kind");
    if (kind !== undefined) span.kind ??= kinds[kind.toUpperCase()] ?? "other";
    if (view.has("llm.")) readModelCall(view, span);
    span.model ??= view.text("embedding.model_name", "reranker.model_name");
    span.documents ??= toDocuments(
      documentsAt(view, "retrieval.documents") ?? documentsAt(view, "reranker.output_documents"),
    );
    const input = valueOf(view, "input");
    const output = valueOf(view, "output");
    // where there are messages these are the same once more, as request and response bodies
    span.input ??= input;
    span.output ??= output;
    if (span.kind === "tool") readTool(view, span);
    span.timeToFirstTokenMs ??= sinceStart(view);
  },
};

function readModelCall(view: SpanView, span: Draft): void {
  span.model ??= view.text("llm.response.model_name", "llm.model_name", "llm.request.model_name");
  span.provider ??= view.text("llm.provider", "llm.system");
  span.usage ??= toUsage({
    input: view.number("llm.token_count.prompt"),
    output: view.number("llm.token_count.completion"),
    cacheRead: view.number("llm.token_count.prompt_details.cache_read"),
    cacheWrite: view.number("llm.token_count.prompt_details.cache_write"),
    reasoning: view.number("llm.token_count.completion_details.reasoning"),
  });
  span.costUsd ??= view.number("llm.cost.total");
  setConversation(
    span,
    messagesAt(view, "llm.input_messages", "user"),
    messagesAt(view, "llm.output_messages", "assistant"),
  );
}

function readTool(view: SpanView, span: Draft): void {
  const id = view.text("tool.id");
  const given = view.json("tool.parameters");
  span.toolCalls ??= [
    {
      ...(id === undefined ? {} : { id }),
      name: view.text("tool.name") ?? view.raw.name,
      arguments: span.input ?? given ?? {},
      ...(span.output === undefined ? {} : { result: span.output }),
    },
  ];
}

/** `input.value` with `input.mime_type`; without a type JSON is recognised by its look. */
function valueOf(view: SpanView, side: "input" | "output"): AttributeValue | undefined {
  const type = view.text(`${side}.mime_type`);
  const value = view.take(`${side}.value`);
  return value === undefined || type === "text/plain" ? value : parsed(value);
}

function messagesAt(view: SpanView, prefix: string, role: string): Message[] | undefined {
  const items = view.nested(prefix);
  if (!Array.isArray(items)) return undefined;
  return items.flatMap((item) => {
    const fields = isFields(item) && isFields(item["message"]) ? item["message"] : undefined;
    return fields === undefined ? [] : toMessage(unflattened(fields), role);
  });
}

function unflattened(message: Attributes): Attributes {
  const contents = message["contents"];
  const calls = message["tool_calls"];
  const parts = Array.isArray(contents)
    ? contents.map((part) => (isFields(part) ? (part["message_content"] ?? part) : part))
    : undefined;
  const called = first(message, "function_call_name");
  const legacy =
    called === undefined ? [] : [{ name: called, arguments: message["function_call_arguments_json"] ?? {} }];
  const listed = Array.isArray(calls)
    ? calls.map((call) => (isFields(call) ? (call["tool_call"] ?? call) : call))
    : legacy;
  return {
    role: message["role"] ?? null,
    content: message["content"] ?? parts ?? "",
    tool_calls: listed,
    tool_call_id: message["tool_call_id"] ?? null,
  };
}

function documentsAt(view: SpanView, prefix: string): AttributeValue | undefined {
  return view.nested(prefix) ?? view.json(prefix);
}

/** Streaming instrumentations mark the first token by an event. */
function sinceStart(view: SpanView): number | undefined {
  const event = view.raw.events.find(({ name }) => name === "First Token Stream Event");
  return event === undefined ? undefined : Number(event.timeNanos - view.raw.startNanos) / 1e6;
}

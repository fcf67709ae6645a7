import type { Attributes, AttributeValue } from "../otlp/raw.ts";
import type { SpanKind, Usage } from "../span.ts";
import type { Dialect, Draft } from "./definition.ts";
import { answerOf, promptOf } from "./exchange.ts";
import { setConversation, toDocuments } from "./messages.ts";
import { toUsage } from "./usage.ts";
import { first, firstText, isFields, parsed, toNumber } from "./view.ts";
import type { SpanView } from "./view.ts";

const kinds: Record<string, SpanKind> = {
  llm: "chat",
  tool: "tool",
  retriever: "retrieval",
  embedding: "embedding",
  chain: "workflow",
  agent: "agent",
  prompt: "other",
  parser: "other",
};

/**
 * LangSmith: what its SDK exports as OpenTelemetry spans, and runs that came to its own endpoints, which are written in
 * the same words. Inputs and outputs lie in `gen_ai.prompt` and `gen_ai.completion` as the application gave them.
 */
export const langsmith: Dialect = {
  name: "langsmith",
  prefixes: ["langsmith"],
  read(view, span) {
    const type = view.text("langsmith.span.kind");
    if (type !== undefined) {
      span.kind ??= kinds[type];
      // the exporter calls a retriever an embedding there
      view.take("gen_ai.operation.name");
    }
    const metadata = (...names: string[]) => view.text(...names.map((name) => `langsmith.metadata.${name}`));
    span.sessionId ??= metadata("session_id", "thread_id", "conversation_id");
    span.userId ??= metadata("user_id", "userId", "user");
    span.release ??= metadata("revision_id");
    span.environment ??= metadata("environment", "env");
    span.provider ??= metadata("ls_provider");
    const inputs = view.json("gen_ai.prompt");
    const outputs = view.json("gen_ai.completion");
    span.model ??=
      (isFields(outputs) ? modelIn(outputs) : undefined) ??
      metadata("ls_model_name") ??
      modelIn(invocation(view)) ??
      (isFields(inputs) ? modelIn(inputs) : undefined);
    readUsage(view, span, outputs);
    readContent(view, span, inputs, outputs);
    span.timeToFirstTokenMs ??= sinceStart(view);
  },
};

function readContent(
  view: SpanView,
  span: Draft,
  inputs: AttributeValue | undefined,
  outputs: AttributeValue | undefined,
): void {
  const input = alone(inputs, "input", "inputs");
  const output = alone(outputs, "output", "outputs");
  if (span.kind === "chat") setConversation(span, promptOf(inputs), answerOf(outputs));
  if (span.kind === "tool") {
    const id = view.text("gen_ai.tool.call.id", "langsmith.metadata.tool_call_id");
    const result = isFields(output) && output["type"] === "tool" ? (output["content"] ?? output) : output;
    span.toolCalls ??= [
      {
        ...(id === undefined ? {} : { id }),
        name: view.text("gen_ai.tool.name") ?? view.raw.name,
        arguments: input === undefined ? {} : parsed(input),
        ...(result === undefined ? {} : { result }),
      },
    ];
  }
  if (span.kind === "retrieval") {
    span.documents ??= toDocuments(isFields(output) ? first(output, "documents") : output);
  }
  span.input ??= input;
  span.output ??= output;
}

/** Functions that take or return no object are recorded as `{ input }` and `{ output }`. */
function alone(value: AttributeValue | undefined, ...names: string[]): AttributeValue | undefined {
  if (!isFields(value)) return value;
  const keys = Object.keys(value);
  const [key] = keys;
  return keys.length === 1 && key !== undefined && names.includes(key) ? value[key] : value;
}

/** Counts are wholes with details; where several places state them the innermost response goes first. */
function readUsage(view: SpanView, span: Draft, outputs: AttributeValue | undefined): void {
  const inMetadata = view.json("langsmith.usage_metadata", "langsmith.metadata.usage_metadata");
  const stated = [...(isFields(outputs) ? usagesIn(outputs) : []), inMetadata].filter(isFields);
  for (const counts of stated) {
    span.usage ??= usageOf(counts);
    span.costUsd ??= toNumber(first(counts, "total_cost"));
  }
}

function usagesIn(outputs: Attributes): (AttributeValue | undefined)[] {
  const { generations, llm_output: model, usage, usage_metadata: metadata } = outputs;
  const generation = Array.isArray(generations) ? generations.flat()[0] : undefined;
  const message = isFields(generation) ? generation["message"] : first(outputs, "message", "output");
  const fields = isFields(message) ? (isFields(message["kwargs"]) ? message["kwargs"] : message) : {};
  return [
    metadata,
    fields["usage_metadata"],
    isFields(model) ? first(model, "token_usage", "tokenUsage", "estimatedTokenUsage") : undefined,
    usage,
  ];
}

function usageOf(counts: Attributes): Usage | undefined {
  const detail = (groups: string[], ...names: string[]): number | undefined => {
    const group = first(counts, ...groups);
    return isFields(group) ? toNumber(first(group, ...names)) : undefined;
  };
  const inputs = ["input_token_details", "input_tokens_details", "prompt_tokens_details"];
  const outputs = ["output_token_details", "output_tokens_details", "completion_tokens_details"];
  return toUsage({
    input: toNumber(first(counts, "input_tokens", "prompt_tokens", "promptTokens")),
    output: toNumber(first(counts, "output_tokens", "completion_tokens", "completionTokens")),
    cacheRead: detail(inputs, "cache_read", "cached_tokens") ?? toNumber(first(counts, "cache_read_input_tokens")),
    cacheWrite: detail(inputs, "cache_creation") ?? toNumber(first(counts, "cache_creation_input_tokens")),
    reasoning: detail(outputs, "reasoning", "reasoning_tokens"),
  });
}

function invocation(view: SpanView): Attributes {
  for (const key of ["langsmith.invocation_params", "langsmith.metadata.invocation_params"]) {
    const value = parsed(view.peek(key) ?? null);
    if (isFields(value)) return value;
  }
  return {};
}

function modelIn(fields: Attributes): string | undefined {
  const { llm_output: model } = fields;
  return firstText(fields, "model", "model_name", "modelName") ?? (isFields(model) ? modelIn(model) : undefined);
}

function sinceStart(view: SpanView): number | undefined {
  const event = view.raw.events.find(({ name }) => name === "new_token");
  const elapsed = event && Number(event.timeNanos - view.raw.startNanos) / 1e6;
  return elapsed !== undefined && elapsed >= 0 ? elapsed : undefined;
}

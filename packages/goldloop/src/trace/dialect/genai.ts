import type { Attributes } from "../otlp/raw.ts";
import type { Message, SpanKind } from "../span.ts";
import { isAround, type Dialect, type Draft } from "./definition.ts";
import { setConversation, toDocuments, toMessage, toMessages } from "./messages.ts";
import { toUsage } from "./usage.ts";
import { firstText, isFields, parsed } from "./view.ts";
import type { SpanView } from "./view.ts";

const kinds: Record<string, SpanKind> = {
  chat: "chat",
  text_completion: "chat",
  generate_content: "chat",
  embeddings: "embedding",
  retrieval: "retrieval",
  execute_tool: "tool",
  create_agent: "agent",
  invoke_agent: "agent",
  invoke_workflow: "workflow",
  plan: "agent",
  agent_step: "workflow",
};

/** OpenTelemetry GenAI semantic conventions, with the names and events that came before version 1.37. */
export const genai: Dialect = {
  name: "genai",
  prefixes: ["gen_ai"],
  read(view, span) {
    const operation = view.text("gen_ai.operation.name");
    if (operation !== undefined) span.kind ??= kinds[operation];
    span.model ??= view.text("gen_ai.response.model");
    // what an agent asks for may be an alias: its calls say which model answered
    if (!isAround(span)) span.model ??= view.text("gen_ai.request.model");
    span.provider ??= view.text("gen_ai.provider.name", "gen_ai.system");
    span.sessionId ??= view.text("gen_ai.conversation.id");
    const counted = toUsage({
      input: view.number("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
      output: view.number("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
      cacheRead: view.number("gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens"),
      cacheWrite: view.number(
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
      ),
      reasoning: view.number("gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens"),
    });
    span.usage ??= counted;
    span.costUsd ??= view.number("gen_ai.usage.cost");
    const seconds = view.number(
      "gen_ai.response.time_to_first_chunk",
      "gen_ai.client.operation.time_to_first_chunk",
      "gen_ai.server.time_to_first_token",
    );
    if (seconds !== undefined) span.timeToFirstTokenMs ??= seconds * 1000;
    if (span.kind === undefined && (counted !== undefined || view.peek("gen_ai.request.model") !== undefined))
      span.kind = "chat";
    readTool(view, span);
    readRetrieval(view, span);
    readConversation(view, span);
  },
};

function readTool(view: SpanView, span: Draft): void {
  if (span.kind !== "tool") return;
  const name = view.text("gen_ai.tool.name") ?? view.raw.name.replace(/^execute_tool /, "");
  const id = view.text("gen_ai.tool.call.id");
  const given = view.json("gen_ai.tool.call.arguments");
  const result = view.json("gen_ai.tool.call.result");
  span.input ??= given;
  span.output ??= result;
  span.toolCalls ??= [
    {
      ...(id === undefined ? {} : { id }),
      name,
      arguments: given ?? {},
      ...(result === undefined ? {} : { result }),
    },
  ];
}

function readRetrieval(view: SpanView, span: Draft): void {
  if (span.kind !== "retrieval") return;
  span.input ??= view.text("gen_ai.retrieval.query.text", "gen_ai.retrieval.query");
  const documents = view.json("gen_ai.retrieval.documents");
  span.documents ??= toDocuments(documents);
  span.output ??= documents;
}

function readConversation(view: SpanView, span: Draft): void {
  const details =
    view.raw.events.find((event) => event.name === "gen_ai.client.inference.operation.details")?.attributes ?? {};
  const written = (key: string) => view.json(key) ?? parsed(details[key] ?? null) ?? undefined;
  const instructions = written("gen_ai.system_instructions");
  const system = instructions === undefined ? [] : toMessage({ role: "system", parts: instructions }, "system");
  const input = written("gen_ai.input.messages") ?? view.json("gen_ai.prompt");
  const output = written("gen_ai.output.messages") ?? view.json("gen_ai.completion");
  const asked = toMessages(input, "user") ?? askedInEvents(view);
  const all = [...system, ...(asked ?? [])];
  setConversation(span, all.length === 0 ? undefined : all, toMessages(output, "assistant") ?? answeredInEvents(view));
  // the text of a completion, or messages cut off by a length limit
  span.input ??= input;
  span.output ??= output;
}

/** Before 1.37 each message was an event of the span, its fields attributes or a JSON body. */
function askedInEvents(view: SpanView): Message[] | undefined {
  const messages = view.raw.events.flatMap(({ name, attributes }) => {
    if (name === "gen_ai.content.prompt") return toMessages(parsed(attributes["gen_ai.prompt"] ?? null), "user") ?? [];
    const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(name)?.[1];
    return role === undefined ? [] : toMessage(eventFields(attributes), role);
  });
  return messages.length === 0 ? undefined : messages;
}

function answeredInEvents(view: SpanView): Message[] | undefined {
  const messages = view.raw.events.flatMap(({ name, attributes }) => {
    if (name === "gen_ai.content.completion") {
      return toMessages(parsed(attributes["gen_ai.completion"] ?? null), "assistant") ?? [];
    }
    if (name !== "gen_ai.choice") return [];
    const fields = eventFields(attributes);
    const message = parsed(fields["message"] ?? null);
    return toMessage(isFields(message) ? message : fields, "assistant");
  });
  return messages.length === 0 ? undefined : messages;
}

function eventFields(attributes: Attributes): Attributes {
  const body = parsed(attributes["body"] ?? attributes["event.body"] ?? null);
  const fields = isFields(body) ? body : attributes;
  const calls = parsed(fields["tool_calls"] ?? null);
  const answers = firstText(fields, "tool_call_id", "id");
  return {
    ...fields,
    ...(Array.isArray(calls) ? { tool_calls: calls } : {}),
    ...(answers === undefined ? {} : { tool_call_id: answers }),
  };
}

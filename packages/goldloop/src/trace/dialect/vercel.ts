import type { Attributes, AttributeValue } from "../otlp/raw.ts";
import type { SpanKind } from "../span.ts";
import { isAround, type Dialect, type Draft } from "./definition.ts";
import { setConversation, toMessage, toMessages } from "./messages.ts";
import { toUsage } from "./usage.ts";
import { isFields, parsed, toNumber } from "./view.ts";
import type { SpanView } from "./view.ts";

/** The AI SDK's own `ai.*` attributes (version 6, and `LegacyOpenTelemetry` of version 7). */
export const vercel: Dialect = {
  name: "vercel",
  prefixes: ["ai"],
  read(view, span) {
    const operation = view.text("ai.operationId") ?? "";
    if (operation !== "") span.kind ??= kindOf(operation);
    span.model ??= view.text("ai.response.model");
    if (!isAround(span)) span.model ??= view.text("ai.model.id");
    span.provider ??= view.text("ai.model.provider");
    span.usage ??= toUsage({
      input: view.number("ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens"),
      output: view.number("ai.usage.outputTokens", "ai.usage.completionTokens"),
      cacheRead: view.number("ai.usage.cachedInputTokens", "ai.usage.inputTokenDetails.cacheReadTokens"),
      cacheWrite: view.number("ai.usage.inputTokenDetails.cacheWriteTokens"),
      reasoning: view.number("ai.usage.reasoningTokens", "ai.usage.outputTokenDetails.reasoningTokens"),
    });
    span.timeToFirstTokenMs ??=
      view.number("ai.response.msToFirstChunk", "ai.stream.msToFirstChunk") ?? firstChunk(view);
    // metadata until version 6, the runtime context from version 7 on
    span.sessionId ??= view.text("ai.telemetry.metadata.sessionId", "ai.settings.context.sessionId");
    span.userId ??= view.text("ai.telemetry.metadata.userId", "ai.settings.context.userId");
    if (operation === "ai.toolCall") readTool(view, span);
    else readPrompt(view, span);
  },
};

/** The outer span of a call holds its steps and tools; the inner `do...` spans are the model's own. */
function kindOf(operation: string): SpanKind {
  if (operation === "ai.toolCall") return "tool";
  if (operation.startsWith("ai.embed")) return operation.endsWith(".doEmbed") ? "embedding" : "workflow";
  if (operation.startsWith("ai.rerank")) return operation.endsWith(".doRerank") ? "retrieval" : "workflow";
  if (/\.do(?:Generate|Stream)$/.test(operation)) return "chat";
  return "workflow";
}

function readTool(view: SpanView, span: Draft): void {
  const id = view.text("ai.toolCall.id");
  const given = view.json("ai.toolCall.args", "ai.toolCall.input");
  const result = view.json("ai.toolCall.result", "ai.toolCall.output");
  span.input ??= given;
  span.output ??= result;
  span.toolCalls ??= [
    {
      ...(id === undefined ? {} : { id }),
      name: view.text("ai.toolCall.name") ?? view.raw.name,
      arguments: given ?? {},
      ...(result === undefined ? {} : { result }),
    },
  ];
}

function readPrompt(view: SpanView, span: Draft): void {
  const prompt = view.json("ai.prompt");
  const sent = view.json("ai.prompt.messages");
  const asked = toMessages(sent, "user") ?? (isFields(prompt) ? promptMessages(prompt) : undefined);
  const text = view.text("ai.response.text");
  const calls = view.json("ai.response.toolCalls");
  const listed = Array.isArray(calls) ? calls : [];
  const object = view.json("ai.response.object");
  const answer = { role: "assistant", content: text ?? "", tool_calls: listed };
  const answered = text !== undefined || listed.length > 0 ? toMessage(answer, "assistant") : undefined;
  if (object !== undefined) span.output ??= object;
  setConversation(span, asked, answered);
  span.input ??= sent ?? prompt ?? view.json("ai.value") ?? values(view.take("ai.values"));
}

/** `{ system, prompt, messages }` as the caller gave them. */
function promptMessages(prompt: Attributes): ReturnType<typeof toMessages> {
  const { system, prompt: text, messages } = prompt;
  const listed = toMessages(messages ?? (Array.isArray(text) ? text : undefined), "user") ?? [];
  const all = [
    ...(typeof system === "string" ? [{ role: "system", content: system }] : []),
    ...(typeof text === "string" ? [{ role: "user", content: text }] : []),
    ...listed,
  ];
  return all.length === 0 ? undefined : all;
}

function values(list: AttributeValue | undefined): AttributeValue | undefined {
  return Array.isArray(list) ? list.map(parsed) : undefined;
}

function firstChunk(view: SpanView): number | undefined {
  const event = view.raw.events.find(({ name }) => name === "ai.stream.firstChunk");
  return (
    event && toNumber(event.attributes["ai.response.msToFirstChunk"] ?? event.attributes["ai.stream.msToFirstChunk"])
  );
}

import type { Attributes, AttributeValue } from "../otlp/raw.ts";
import type { Message, RetrievedDocument, ToolCall } from "../span.ts";
import { isAround, type Draft } from "./definition.ts";
import { first, firstText, isFields, parsed, toNumber } from "./view.ts";

const textTypes = new Set(["text", "input_text", "output_text"]);
const callTypes = new Set(["tool_call", "tool-call", "tool_use", "function_call"]);
const resultTypes = new Set(["tool_call_response", "tool-result", "tool_result", "function_call_output"]);

/**
 * Messages in any of the usual shapes: GenAI (`parts`), OpenAI (`tool_calls`, content parts), Anthropic (content
 * blocks), AI SDK (`tool-call` parts). A message that answers several tool calls becomes one message for each.
 * Undefined when the value is no list of messages.
 */
export function toMessages(value: AttributeValue | undefined, fallbackRole: string): Message[] | undefined {
  const unwrapped = isFields(value) && Array.isArray(value["messages"]) ? value["messages"] : value;
  if (!Array.isArray(unwrapped) || unwrapped.length === 0) return undefined;
  const messages: Message[] = [];
  for (const item of unwrapped) {
    if (!isFields(item) || !("role" in item || "parts" in item || "content" in item)) return undefined;
    messages.push(...toMessage(item, fallbackRole));
  }
  return messages;
}

/** One message of any shape as canonical ones. */
export function toMessage(item: Attributes, fallbackRole: string): Message[] {
  const role = firstText(item, "role") ?? fallbackRole;
  const written = first(item, "parts", "content") ?? "";
  const parts = typeof written === "string" && role !== "tool" ? asParts(written) : written;
  const listed = first(item, "toolCalls", "tool_calls");
  const toolCalls = Array.isArray(listed) ? listed.map(toToolCall).filter((call) => call !== undefined) : [];
  const answers = firstText(item, "toolCallId", "tool_call_id");
  if (!Array.isArray(parts)) return [message(role, role === "tool" ? parsed(parts) : parts, toolCalls, answers)];

  const results: Message[] = [];
  const rest: AttributeValue[] = [];
  for (const part of parts) {
    const type = isFields(part) ? firstText(part, "type") : undefined;
    if (isFields(part) && type !== undefined && callTypes.has(type)) {
      const call = toToolCall(part);
      if (call !== undefined) toolCalls.push(call);
    } else if (isFields(part) && type !== undefined && resultTypes.has(type)) {
      const id = firstText(part, "toolCallId", "tool_use_id", "call_id", "id");
      results.push(message("tool", resultOf(part), [], id ?? answers));
    } else rest.push(part);
  }
  if (rest.length === 0 && toolCalls.length === 0 && results.length > 0) return results;
  const texts = rest.map(textOf);
  const content = texts.every((text) => text !== undefined) ? texts.join("\n") : rest;
  return [message(role, content, toolCalls, answers), ...results];
}

/** A tool call of any shape; undefined when it has no name. */
function toToolCall(value: AttributeValue): ToolCall | undefined {
  if (!isFields(value)) return undefined;
  const inner = isFields(value["function"]) ? value["function"] : {};
  const name = firstText(value, "name", "toolName", "tool_name") ?? firstText(inner, "name");
  if (name === undefined) return undefined;
  const id = firstText(value, "id", "toolCallId", "call_id");
  const given = first(value, "arguments", "args", "input") ?? first(inner, "arguments") ?? {};
  const result = first(value, "result");
  return {
    ...(id === undefined ? {} : { id }),
    name,
    arguments: parsed(given),
    ...(result === undefined ? {} : { result }),
  };
}

/**
 * Fills messages, input, output and tool calls of a chat or agent span. A lone user message is the input as its text,
 * anything longer is `{ messages }`; the output is the text, or `{ text, toolCalls }` when tools were asked for.
 */
export function setConversation(span: Draft, asked: Message[] | undefined, answered: Message[] | undefined): void {
  if (asked === undefined && answered === undefined) return;
  span.messages ??= [...(asked ?? []), ...(answered ?? [])];
  if (asked !== undefined && asked.length > 0) {
    const [only] = asked;
    span.input ??=
      asked.length === 1 && only?.role === "user" ? only.content : { messages: asked as unknown as Attributes[] };
  }
  if (answered === undefined || answered.length === 0) return;
  const toolCalls = answered.flatMap((one) => one.toolCalls ?? []);
  if (toolCalls.length > 0) span.toolCalls ??= toolCalls;
  const spoken = answered.filter((one) => one.role !== "tool");
  const contents = spoken.map((one) => one.content).filter((content) => content !== "");
  const text = contents.every((content) => typeof content === "string")
    ? contents.join("\n")
    : contents.map(plainText).join("\n");
  const results = new Set(answered.filter((one) => one.role === "tool").map((one) => one.toolCallId));
  // an agent's answer holds its calls with their results: only what is still open is asked for
  const open = toolCalls.filter((call) => call.id === undefined || !results.has(call.id));
  // around all its steps the calls were made on the way, and those that failed have no result: what was said is the answer
  const isOver = text !== "" && isAround(span);
  if (open.length > 0 && !isOver) span.output ??= { text, toolCalls: open as unknown as Attributes[] };
  else if (contents.length > 0) span.output ??= text === "" && contents[0] !== undefined ? contents[0] : text;
}

/** Retrieved passages in any of the usual shapes; undefined when the value is no list of them. */
export function toDocuments(value: AttributeValue | undefined): RetrievedDocument[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const documents: RetrievedDocument[] = [];
  for (const item of value) {
    if (typeof item === "string") documents.push({ text: item });
    else if (isFields(item)) documents.push(toDocument(isFields(item["document"]) ? item["document"] : item));
    else return undefined;
  }
  return documents.some((document) => document.id !== undefined || document.text !== undefined) ? documents : undefined;
}

function toDocument(item: Attributes): RetrievedDocument {
  const metadata = parsed(first(item, "metadata") ?? null);
  const id =
    firstText(item, "id", "document_id", "documentId") ??
    (isFields(metadata) ? firstText(metadata, "id", "document_id", "doc_id") : undefined);
  const text = firstText(item, "content", "text", "pageContent", "page_content");
  const score = toNumber(first(item, "score", "relevance_score"));
  return {
    ...(id === undefined ? {} : { id }),
    ...(text === undefined ? {} : { text }),
    ...(score === undefined ? {} : { score }),
    ...(metadata === null ? {} : { metadata }),
  };
}

function message(
  role: string,
  content: AttributeValue,
  toolCalls: ToolCall[],
  toolCallId: string | undefined,
): Message {
  return {
    role,
    content,
    ...(toolCalls.length === 0 ? {} : { toolCalls }),
    ...(toolCallId === undefined ? {} : { toolCallId }),
  };
}

/** Some SDKs write a message's content parts as JSON text; a user may also send JSON, so only typed parts count. */
function asParts(text: string): AttributeValue {
  if (!text.startsWith("[{")) return text;
  const value = parsed(text);
  return Array.isArray(value) && value.every((part) => isFields(part) && typeof part["type"] === "string")
    ? value
    : text;
}

function textOf(part: AttributeValue): string | undefined {
  if (typeof part === "string") return part;
  if (!isFields(part)) return undefined;
  const type = firstText(part, "type");
  if (type !== undefined && !textTypes.has(type)) return undefined;
  return firstText(part, "content", "text");
}

/** The text of a message's content; parts of other types (reasoning, images) say nothing. */
function plainText(content: AttributeValue): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.flatMap((part) => textOf(part) ?? []).join("\n");
}

/** AI SDK results are wrapped as `{ type: "text" | "json", value }`. */
function resultOf(part: Attributes): AttributeValue {
  const result = first(part, "response", "result", "output", "content") ?? null;
  if (isFields(result) && "value" in result && typeof result["type"] === "string") return result["value"] ?? null;
  return parsed(result);
}

import type { Attributes, AttributeValue } from "../otlp/raw.ts";
import type { Message } from "../span.ts";
import { toMessage, toMessages } from "./messages.ts";
import { first, firstText, isFields } from "./view.ts";

/** LangChain's classes of messages and their roles. */
const roles: Record<string, string> = {
  human: "user",
  ai: "assistant",
  system: "system",
  tool: "tool",
  function: "tool",
  developer: "developer",
};

/**
 * The messages that were sent to a model, from the body of its request as frameworks record it: `{ messages }`, also as
 * LangChain's serialised classes and as a list of conversations, `{ prompt }`, `{ prompts }`, `{ contents }`, a bare text or a bare list.
 */
export function promptOf(inputs: AttributeValue | undefined): Message[] | undefined {
  if (typeof inputs === "string") return [{ role: "user", content: inputs }];
  if (Array.isArray(inputs)) return conversation(inputs, "user");
  if (!isFields(inputs)) return undefined;
  const listed = first(inputs, "messages", "contents", "input", "prompt", "prompts", "inputs");
  const system = first(inputs, "system", "instructions", "systemInstruction");
  const asked =
    typeof listed === "string"
      ? [{ role: "user", content: listed }]
      : Array.isArray(listed)
        ? conversation(listed, "user")
        : undefined;
  if (asked === undefined || system === undefined) return asked;
  return [...toMessage(typeof system === "string" ? { content: system } : { parts: system }, "system"), ...asked];
}

/**
 * What a model answered, from the body of its response: OpenAI's `choices` and `output`, LangChain's `generations`, one message,
 * `{ messages }`, `{ content }`, `{ text }`, `{ output }`, or a bare text.
 */
export function answerOf(outputs: AttributeValue | undefined): Message[] | undefined {
  if (typeof outputs === "string") return [{ role: "assistant", content: outputs }];
  if (Array.isArray(outputs)) return conversation(outputs, "assistant");
  if (!isFields(outputs)) return undefined;
  const choices = first(outputs, "choices", "candidates");
  if (Array.isArray(choices))
    return fromEach(choices, (choice) => first(choice, "message", "delta", "content") ?? choice);
  const generations = first(outputs, "generations");
  if (Array.isArray(generations)) {
    return fromEach(generations.flat(), (generation) => first(generation, "message") ?? generation);
  }
  if ("role" in outputs || "lc" in outputs) return said(outputs, "assistant");
  const inner = first(outputs, "messages", "message", "output", "outputs", "content", "text");
  if (typeof inner === "string")
    return toMessage({ ...pick(outputs, "tool_calls", "toolCalls"), content: inner }, "assistant");
  if (Array.isArray(inner)) return conversation(inner, "assistant");
  return isFields(inner) ? said(inner, "assistant") : undefined;
}

function fromEach(
  items: readonly AttributeValue[],
  inner: (item: Attributes) => AttributeValue,
): Message[] | undefined {
  const messages = items.flatMap((item) => (isFields(item) ? (said(inner(item), "assistant") ?? []) : []));
  return messages.length === 0 ? undefined : messages;
}

/** LangChain batches: a list of conversations, of which the first is told. */
function conversation(items: readonly AttributeValue[], role: string): Message[] | undefined {
  const [one] = items;
  if (Array.isArray(one)) return conversation(one, role);
  if (items.length > 0 && items.every((item) => typeof item === "string")) {
    return items.map((content) => ({ role, content }));
  }
  const plain = items.map((item) => (isFields(item) ? unwrapped(item) : item));
  return toMessages(plain.map(responseItem), role);
}

function said(value: AttributeValue, role: string): Message[] | undefined {
  if (typeof value === "string") return [{ role, content: value }];
  if (!isFields(value)) return undefined;
  const message = unwrapped(value);
  if (!("role" in message || "content" in message || "parts" in message || "text" in message)) return undefined;
  return toMessage(
    "content" in message || "parts" in message ? message : { ...message, content: message["text"] ?? "" },
    role,
  );
}

/** A LangChain message of any of its serialised forms as a plain one; anything else as it is. */
function unwrapped(item: Attributes): Attributes {
  const { lc, id, kwargs, data, type } = item;
  if (lc !== undefined && isFields(kwargs)) {
    const name = Array.isArray(id) ? id.at(-1) : undefined;
    return withRole(kwargs, typeof name === "string" ? name.replace(/Message(?:Chunk)?$/, "") : undefined);
  }
  if (typeof type === "string" && isFields(data)) return withRole(data, type);
  if (typeof type === "string" && item["role"] === undefined && "content" in item) return withRole(item, type);
  return item;
}

function withRole(message: Attributes, type: string | undefined): Attributes {
  const role = firstText(message, "role") ?? (type === undefined ? undefined : roles[type.toLowerCase()]);
  const extra = message["additional_kwargs"];
  const calls = first(message, "tool_calls") ?? (isFields(extra) ? first(extra, "tool_calls") : undefined);
  return {
    ...message,
    ...(role === undefined ? {} : { role }),
    ...(calls === undefined ? {} : { tool_calls: calls }),
  };
}

/** Items of OpenAI's Responses API: calls and their results stand beside the messages. */
function responseItem(item: AttributeValue): AttributeValue {
  if (!isFields(item) || "role" in item) return item;
  if (item["type"] === "function_call") return { role: "assistant", content: [item] };
  if (item["type"] === "function_call_output") return { role: "tool", content: [item] };
  return item;
}

function pick(fields: Attributes, ...keys: string[]): Attributes {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => keys.includes(key)));
}

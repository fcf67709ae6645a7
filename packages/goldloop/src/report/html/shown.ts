import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import type { Message } from "../../trace/index.ts";

/** A value as the page shows it: plain text, JSON, or the messages of a conversation. */
export interface Shown {
  t?: string;
  /** Set when `t` is JSON. */
  j?: 1;
  /** Messages: role and text. */
  m?: [role: string, text: string][];
  /** The answer in a JSON output: what is compared with an expected text. */
  s?: string;
  /** Characters that were left out. */
  c?: number;
}

/** Cuts a value to `limit` characters for the page. */
export function shownOf(value: Json, limit: number): Shown {
  if (typeof value === "string") return { ...cut(value, limit) };
  const messages = isJsonObject(value) ? value["messages"] : undefined;
  if (
    Array.isArray(messages) &&
    messages.length > 0 &&
    messages.every(isMessage) &&
    isJsonObject(value) &&
    Object.keys(value).length === 1
  )
    return shownMessages(messages, limit);
  const answer = isJsonObject(value) ? answerOf(value) : undefined;
  const shown: Shown = { ...cut(JSON.stringify(value, null, 2), limit), j: 1 };
  return answer === undefined ? shown : { ...shown, s: answer.slice(0, limit).toWellFormed() };
}

/** As `shownOf`, for a conversation: the last messages are kept. */
export function shownMessages(
  messages: readonly Pick<Message, "role" | "content" | "toolCalls">[],
  limit: number,
): Shown {
  const kept: [string, string][] = [];
  let left = limit;
  let missing = 0;
  for (const { role, content, toolCalls } of messages.toReversed()) {
    const said = typeof content === "string" ? content : JSON.stringify(content, null, 2);
    const calls = (toolCalls ?? []).map(({ name, arguments: given }) => `${name}(${JSON.stringify(given)})`).join("\n");
    const { t = "", c = 0 } = cut([said, calls].filter((part) => part !== "").join("\n"), Math.max(0, left));
    left -= t.length;
    missing += c;
    kept.push([role, t]);
  }
  return { m: kept.toReversed(), ...(missing > 0 ? { c: missing } : {}) };
}

// As scorers that read text have it.
function answerOf(value: JsonObject): string | undefined {
  return [value["text"], value["answer"], value["content"], value["output_text"]].find(
    (part) => typeof part === "string",
  );
}

function isMessage(value: Json): value is { role: string; content: Json } {
  return isJsonObject(value) && typeof value["role"] === "string" && "content" in value;
}

function cut(text: string, limit: number): Shown {
  const whole = text.toWellFormed();
  return whole.length <= limit ? { t: whole } : { t: whole.slice(0, limit).toWellFormed(), c: whole.length - limit };
}

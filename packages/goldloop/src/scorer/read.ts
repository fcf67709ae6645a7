import type { Example } from "../dataset/index.ts";
import { canonicalJson, isJsonObject, type Json } from "../digest/index.ts";

export { documentsOf } from "./read-documents.ts";
export { readToolCall, toolCallsOf } from "./read-tool-calls.ts";

/**
 * The text of an output or an expected value.
 *
 * - a string as it is; numbers and booleans as JavaScript writes them; null as the empty text
 * - an object: the first of `text`, `answer`, `content`, `output_text` that holds text, else the message of its first
 *   `choices`, else the last assistant message of `messages`. `content` may be a list of parts: their texts are joined
 * - anything else as canonical JSON (RFC 8785)
 */
export function textOf(output: Json): string {
  if (typeof output === "string") return output;
  if (output === null) return "";
  if (typeof output !== "object") return String(output);
  return (isJsonObject(output) ? textOfObject(output) : undefined) ?? canonicalJson(output);
}

/** The text to compare with: the option's value when there is one, else the example's `expected`; undefined without either. */
export function expectedText(example: Example, value?: Json): string | undefined {
  const expected = value === undefined ? example.expected : value;
  return expected === undefined ? undefined : textOf(expected);
}

/** Like `expectedText` for scorers that take several: a list gives one text for each of its elements. */
export function expectedTexts(example: Example, values?: Json): string[] {
  const expected = values === undefined ? example.expected : values;
  if (expected === undefined) return [];
  return Array.isArray(expected) ? expected.map(textOf) : [textOf(expected)];
}

const textKeys = ["text", "answer", "content", "output_text"];

function textOfObject(output: Record<string, unknown>): string | undefined {
  for (const key of textKeys) {
    const text = textOfContent(output[key]);
    if (text !== undefined) return text;
  }
  const { choices, messages } = output;
  if (Array.isArray(choices) && isJsonObject(choices[0]) && isJsonObject(choices[0]["message"])) {
    return textOfContent(choices[0]["message"]["content"]);
  }
  if (!Array.isArray(messages)) return undefined;
  const last = messages.findLast((message) => isJsonObject(message) && message["role"] === "assistant");
  return isJsonObject(last) ? textOfContent(last["content"]) : undefined;
}

function textOfContent(content: unknown): string | undefined {
  if (typeof content === "string") return content;
  if (typeof content === "number" || typeof content === "boolean") return String(content);
  if (!Array.isArray(content) || content.length === 0) return undefined;
  const texts = content.map((part: unknown) =>
    typeof part === "string" ? part : isJsonObject(part) && typeof part["text"] === "string" ? part["text"] : undefined,
  );
  const found = texts.filter((text) => text !== undefined);
  return found.length === 0 ? undefined : found.join("");
}

/** A piece of what a message, an input or an output holds. */
export type ContentBlock =
  | { kind: "text"; text: string }
  /** What a model thought before it answered. */
  | { kind: "reasoning"; text: string }
  /** Named, never loaded. */
  | { kind: "media"; type: string; reference: string }
  | { kind: "json"; value: unknown };

const textTypes = new Set(["text", "input_text", "output_text"]);
const reasoningTypes = new Set(["reasoning", "thinking", "reasoning_content"]);

/**
 * Takes content apart for showing: texts, reasoning, media as references, everything else as JSON. A text that is a JSON
 * object or array is shown as such.
 */
export function blocksOf(content: unknown): ContentBlock[] {
  if (content === undefined || content === null || content === "") return [];
  if (typeof content === "string") return [textBlock(content)];
  if (Array.isArray(content)) {
    if (content.length > 0 && content.every(isPart)) return content.flatMap(partBlocks);
    return [{ kind: "json", value: content }];
  }
  if (isPart(content)) return partBlocks(content);
  return [{ kind: "json", value: content }];
}

function textBlock(text: string): ContentBlock {
  const trimmed = text.trim();
  if (/^[[{]/.test(trimmed) && trimmed.length < 2_000_000) {
    try {
      return { kind: "json", value: JSON.parse(trimmed) };
    } catch {
      // Begins like JSON and is none: text.
    }
  }
  return { kind: "text", text };
}

interface Part {
  type: string;
  [key: string]: unknown;
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && typeof (value as Part).type === "string";
}

function partBlocks(part: Part): ContentBlock[] {
  const text = [part["text"], part["content"], part["thinking"], part["reasoning"]].find(
    (one): one is string => typeof one === "string",
  );
  if (textTypes.has(part.type) && text !== undefined) return text === "" ? [] : [{ kind: "text", text }];
  if (reasoningTypes.has(part.type) && text !== undefined) return [{ kind: "reasoning", text }];
  const media = mediaReference(part);
  return [media === undefined ? { kind: "json", value: part } : { kind: "media", type: part.type, reference: media }];
}

function mediaReference(part: Part): string | undefined {
  if (!/image|audio|video|file|blob|uri|media|document/.test(part.type)) return undefined;
  const nested = part["image_url"] ?? part["url"] ?? part["uri"] ?? part["file_id"] ?? part["data"] ?? part["content"];
  const given =
    typeof nested === "object" && nested !== null ? ((nested as Record<string, unknown>)["url"] ?? nested) : nested;
  const text = typeof given === "string" ? given : JSON.stringify(given ?? part);
  return text.length > 120 ? `${text.slice(0, 120)}… (${text.length.toLocaleString("en-US")} characters)` : text;
}

export interface PlainMessage {
  role: string;
  content: unknown;
}

/** The messages of an input such as `{"messages":[{"role":"user","content":"..."}]}`; undefined for anything else. */
export function messagesIn(value: unknown): PlainMessage[] | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { messages, ...others } = value as { messages?: unknown };
  if (!Array.isArray(messages) || messages.length === 0 || Object.keys(others).length > 0) return undefined;
  return messages.every(isMessage) ? messages : undefined;
}

function isMessage(value: unknown): value is PlainMessage {
  return typeof value === "object" && value !== null && typeof (value as PlainMessage).role === "string";
}

/** Content as one plain text: for comparing, and for lists. */
export function plainText(content: unknown): string {
  const messages = messagesIn(content);
  if (messages?.length === 1) return plainText(messages[0]?.content);
  if (messages) return messages.map((one) => `${one.role}: ${plainText(one.content)}`).join("\n");
  return blocksOf(content)
    .map((block) =>
      block.kind === "json"
        ? JSON.stringify(block.value, null, 2)
        : block.kind === "media"
          ? `[${block.type}: ${block.reference}]`
          : block.text,
    )
    .join("\n");
}

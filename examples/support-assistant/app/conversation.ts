import { contentTerms } from "./knowledge/terms.ts";

export interface Message {
  role: "user" | "assistant";
  content: string;
}

/** What the assistant accepts: one question, or the conversation so far with the question last. */
export type Input = string | { messages: Message[] };

/** The messages of an input. Throws a `TypeError` when there is no question at the end. */
export function readConversation(input: unknown): Message[] {
  const messages =
    typeof input === "string" ? [{ role: "user", content: input }] : (input as { messages?: unknown } | null)?.messages;
  if (!Array.isArray(messages) || !messages.every(isMessage)) {
    throw new TypeError(
      'The input must be a string or { messages: [{ role: "user" | "assistant", content: string }] }',
    );
  }
  if (messages.at(-1)?.role !== "user") throw new TypeError("The last message must come from the user");
  return messages;
}

function isMessage(value: unknown): value is Message {
  const { role, content } = (value ?? {}) as Record<string, unknown>;
  return (role === "user" || role === "assistant") && typeof content === "string";
}

/** What the customer wrote, newest first. */
export function customerTurns(messages: Message[]): string[] {
  return messages
    .filter((message) => message.role === "user")
    .map((message) => message.content)
    .toReversed();
}

/**
 * The turns a question must be read with, newest first: the last one, and the one before when the last makes no sense
 * on its own ("and for furniture?", "just tell me").
 */
export function turnsInQuestion(messages: Message[]): string[] {
  const [last = "", before] = customerTurns(messages);
  return before !== undefined && isFollowUp(last) ? [last, before] : [last];
}

function isFollowUp(text: string): boolean {
  const terms = contentTerms(text).length;
  return (
    terms <= 3 ||
    (terms <= 6 &&
      /^(and|but|also|ok|so|what|how about|then)\b|\b(it|that|this|those|them|one|there)\b/i.test(text.trim()))
  );
}

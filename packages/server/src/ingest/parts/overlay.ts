import type { Message, Span, ToolCall } from "goldloop/trace";

/** Marks in `attributes` what no part of a span has said so far. */
export const unnamed = "goldloop.unnamed";
export const untyped = "goldloop.untyped";

const values = [
  "parentSpanId",
  "model",
  "provider",
  "input",
  "output",
  "documents",
  "usage",
  "costUsd",
  "timeToFirstTokenMs",
  "sessionId",
  "userId",
  "environment",
  "release",
] as const satisfies (keyof Span)[];

/**
 * One span out of two that tell parts of it: what `upper` says counts, the rest is `lower`'s. Both start at the same time.
 * Neither is changed. Messages are put together from who asked and who answered; a tool's call from arguments and result.
 */
export function overlay(lower: Span, upper: Span): Span {
  const merged: Span = { ...lower, attributes: { ...lower.attributes, ...upper.attributes } };
  for (const key of values)
    if (upper[key] !== undefined) (merged as unknown as Record<string, unknown>)[key] = upper[key];
  settle(merged, lower, upper, unnamed, () => (merged.name = upper.name));
  settle(merged, lower, upper, untyped, () => (merged.kind = upper.kind));
  if (upper.durationMs > 0) {
    merged.durationMs = upper.durationMs;
    merged.endTime = upper.endTime;
  }
  if (upper.status.code !== "unset") merged.status = upper.status;
  const messages = together(lower, upper);
  if (messages !== undefined) merged.messages = messages;
  const calls = merged.kind === "tool" ? oneCall(lower, upper, merged) : (upper.toolCalls ?? lower.toolCalls);
  if (calls !== undefined) merged.toolCalls = calls;
  return merged;
}

/** Takes the upper's word unless it had none; the mark stays only when neither had. */
function settle(merged: Span, lower: Span, upper: Span, mark: string, take: () => void): void {
  if (upper.attributes[mark] === undefined) {
    take();
    delete merged.attributes[mark];
  } else if (lower.attributes[mark] === undefined) delete merged.attributes[mark];
}

interface Sides {
  asked: Message[] | undefined;
  answered: Message[] | undefined;
}

function together(lower: Span, upper: Span): Message[] | undefined {
  if (lower.messages === undefined || upper.messages === undefined) return upper.messages ?? lower.messages;
  const [below, above] = [sidesOf(lower), sidesOf(upper)];
  return [...(above.asked ?? below.asked ?? []), ...(above.answered ?? below.answered ?? [])];
}

/** Messages are asked, then answered: what the model said last is the answer of a span that has an output. */
function sidesOf({ messages = [], input, output }: Span): Sides {
  if (output === undefined) return { asked: messages, answered: undefined };
  if (input === undefined) return { asked: undefined, answered: messages };
  let from = messages.length;
  while (from > 0 && messages[from - 1]?.role === "assistant") from -= 1;
  return { asked: messages.slice(0, from), answered: messages.slice(from) };
}

function oneCall(lower: Span, upper: Span, merged: Span): ToolCall[] | undefined {
  const [below, above] = [lower.toolCalls?.[0], upper.toolCalls?.[0]];
  const call = above ?? below;
  if (call === undefined) return undefined;
  const given = upper.input === undefined ? below : above;
  const returned = upper.output === undefined ? below : above;
  const one: ToolCall = {
    ...below,
    ...above,
    name: upper.attributes[unnamed] === undefined ? call.name : (below?.name ?? call.name),
    arguments: given?.arguments ?? merged.input ?? {},
  };
  if (returned?.result === undefined) delete one.result;
  else one.result = returned.result;
  if (merged.status.code === "error") one.error ??= merged.status.message ?? "error";
  return [one];
}

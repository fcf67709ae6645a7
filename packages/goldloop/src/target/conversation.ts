import { isJsonObject } from "../digest/index.ts";
import type { Json, JsonObject } from "../digest/index.ts";
import type { Message, ToolCall } from "../trace/index.ts";
import { addUsage } from "../trace/index.ts";
import type { OpenTarget, TargetContext, TargetResult } from "./definition.ts";

/** A conversation under way: what was said, and what the target's turns took together. */
export interface Conversation {
  /** Everything said so far, in order. */
  messages: readonly Message[];
  /** Says something to the target and adds its answer. Throws what the target throws. */
  say(content: Json): Promise<void>;
  /** The last answer as the result, with usage, cost, time and spans of all turns. */
  result(): TargetResult;
}

/**
 * Starts a conversation with a target. Every turn sends `{ ...rest, messages }` with all messages so far; `opening` are
 * those that were said before.
 */
export function converseWith(
  target: OpenTarget,
  rest: JsonObject,
  opening: readonly Message[],
  context: TargetContext,
): Conversation {
  const messages: Message[] = [...opening];
  let total: TargetResult | undefined;
  return {
    messages,
    async say(content) {
      messages.push({ role: "user", content });
      const startedAt = performance.now();
      const result = await target.call({ ...rest, messages: messages.map(asSent) }, context);
      const latencyMs = result.latencyMs ?? performance.now() - startedAt;
      messages.push(answerOf(result.output));
      total = total === undefined ? { ...result, latencyMs } : added(total, { ...result, latencyMs });
    },
    result() {
      if (total === undefined) throw new Error("nothing was said yet");
      return { ...total, conversation: [...messages] };
    },
  };
}

/** The messages of an input `{ messages }`, or an empty list. */
export function messagesIn(input: JsonObject): Message[] {
  const { messages } = input;
  if (!Array.isArray(messages)) return [];
  return messages.filter(
    (message) => isJsonObject(message) && typeof message["role"] === "string",
  ) as unknown as Message[];
}

/** A target is told what was said, not which tools were asked for: nothing answered those calls. */
function asSent({ role, content }: Message): JsonObject {
  return { role, content };
}

function answerOf(output: Json): Message {
  if (typeof output === "string") return { role: "assistant", content: output };
  if (!isJsonObject(output)) return { role: "assistant", content: JSON.stringify(output) };
  const text = ["text", "answer", "content"].map((key) => output[key]).find((value) => typeof value === "string");
  const { toolCalls } = output;
  return {
    role: "assistant",
    content: text ?? JSON.stringify(output),
    ...(Array.isArray(toolCalls) && toolCalls.length > 0 ? { toolCalls: toolCalls as unknown as ToolCall[] } : {}),
  };
}

/** Cost and usage of turns are known together or not at all: a part of them would look like the whole. */
function added(before: TargetResult, turn: TargetResult): TargetResult {
  const { usage, costUsd, trace, ...last } = turn;
  const spans = [...(before.trace?.spans ?? []), ...(trace?.spans ?? [])];
  return {
    ...last,
    latencyMs: (before.latencyMs ?? 0) + (turn.latencyMs ?? 0),
    ...(before.usage !== undefined && usage !== undefined ? { usage: addUsage(before.usage, usage) } : {}),
    ...(before.costUsd !== undefined && costUsd !== undefined ? { costUsd: before.costUsd + costUsd } : {}),
    ...(spans.length > 0 ? { trace: { ...(trace ?? before.trace), spans } } : {}),
  };
}

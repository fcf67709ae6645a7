import { reply } from "./assistant.ts";
import type { Reply } from "./assistant.ts";
import { readConversation } from "./conversation.ts";
import { readEnvironment, readReleaseName } from "./environment.ts";
import { openOrderBook } from "./orders/index.ts";

export { flush } from "./telemetry/index.ts";

/** What Goldloop hands to a module target beside the input. */
export interface TargetContext {
  exampleId: string;
  trial: number;
  seed: number;
  signal: AbortSignal;
  traceparent?: string;
  options: { release?: string };
}

export interface TargetResult {
  output: Pick<Reply, "answer" | "citations" | "toolCalls" | "documents">;
  usage: Reply["usage"];
  model: string;
}

/** The application as Goldloop calls it: one example in, one output with its usage out. Examples share no state. */
export default async function answer(input: unknown, context?: Partial<TargetContext>): Promise<TargetResult> {
  const release = context?.options?.release;
  const { usage, model, ...output } = await reply(readConversation(input), {
    release: release ? readReleaseName(release) : readEnvironment().release,
    book: openOrderBook(),
    traceparent: context?.traceparent,
    signal: context?.signal,
  });
  return { output, usage, model };
}

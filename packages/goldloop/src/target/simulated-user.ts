import { GoldloopError } from "../error/index.ts";
import type { GenerateResponse, ModelAccess, ModelMessage } from "../model/index.ts";
import type { Message } from "../trace/index.ts";

/** A model that plays the user of a conversation. */
export interface SimulatedUser {
  /** provider/model */
  model: string;
  /** Who the user is and what they want. */
  persona: string;
  /** What the user wants to reach. */
  goal?: string | undefined;
  /** How many messages the user sends at most, the opening included. */
  maxTurns: number;
  /** What the user says when done. Default `[DONE]`. */
  stop?: string | undefined;
}

/** What the simulated user says next; undefined when done. */
export interface NextTurn {
  content: string | undefined;
  costUsd: number | undefined;
}

/**
 * Asks the model for the user's next message. The conversation is handed over with its sides swapped, since a model
 * speaks as the assistant. A closing message that says more than the stop word is said before the end.
 * Throws what the model access throws, and a GoldloopError (`silent-user`) when the model says nothing.
 */
export async function nextTurn(
  user: SimulatedUser,
  said: readonly Message[],
  models: ModelAccess,
  call: { repeat: number; signal: AbortSignal },
): Promise<NextTurn & { done: boolean }> {
  const stop = user.stop ?? "[DONE]";
  const swapped = said.flatMap(({ role, content }): ModelMessage[] => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    if (role === "user") return [{ role: "assistant", content: text }];
    return role === "assistant" ? [{ role: "user", content: text }] : [];
  });
  const opening: ModelMessage[] =
    swapped[0]?.role === "user" ? [] : [{ role: "user", content: "(The conversation begins.)" }];
  const response: GenerateResponse = await models.generate({
    model: user.model,
    messages: [{ role: "system", content: instructions(user, stop) }, ...opening, ...swapped],
    ...call,
  });
  const done = response.text.includes(stop);
  const content = response.text.replaceAll(stop, "").trim();
  if (content === "" && !done) {
    throw new GoldloopError(
      "silent-user",
      `the simulated user (${user.model}) said nothing (${response.finishReason})`,
    );
  }
  return { content: content === "" ? undefined : content, done, costUsd: response.costUsd };
}

function instructions(user: SimulatedUser, stop: string): string {
  const goal = user.goal === undefined ? "" : `\nWhat you want to reach: ${user.goal}`;
  return `You play a person who talks to an assistant. Stay in this role; never speak as the assistant.
Who you are: ${user.persona}${goal}
Write only the next message of that person, as short and natural as people write.
When you have got what you wanted, or it is clear that you will not get it, write ${stop} and nothing else.`;
}

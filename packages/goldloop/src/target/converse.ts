import { isJsonObject } from "../digest/index.ts";
import type { Json, JsonObject } from "../digest/index.ts";
import { GoldloopError } from "../error/index.ts";
import type { ModelAccess } from "../model/index.ts";
import { reasonOf } from "./abort.ts";
import { converseWith, messagesIn } from "./conversation.ts";
import type { OpenTarget, TargetContext, TargetResult } from "./definition.ts";
import { nextTurn } from "./simulated-user.ts";
import type { SimulatedUser } from "./simulated-user.ts";

/**
 * A target that holds conversations. An input `{ "turns": [...] }` is a script: its turns are said one after the other,
 * each with the messages so far. With a simulated user any other input opens a conversation: a text is the user's first
 * message, `{ messages }` is what was said before. Everything else goes to the target as it is. The result is the last
 * answer, with `conversation` and the sums of usage, cost and time.
 */
export function wrapConversation(target: OpenTarget, user: SimulatedUser | undefined, models: ModelAccess): OpenTarget {
  return {
    ...target,
    call(input, context) {
      if (isJsonObject(input) && Array.isArray(input["turns"])) return playScript(target, input, context);
      return user === undefined ? target.call(input, context) : playUser(target, input, context, user, models);
    },
    close: () => target.close(),
  };
}

async function playScript(target: OpenTarget, input: JsonObject, context: TargetContext): Promise<TargetResult> {
  const { turns, messages: _, ...rest } = input;
  if (!Array.isArray(turns) || turns.length === 0 || turns.some((turn) => typeof turn !== "string" || turn === "")) {
    throw new GoldloopError("bad-turns", "turns of the input is no list of texts", {
      hint: '"input": { "turns": ["Hello", "And then?"] }',
    });
  }
  const conversation = converseWith(target, rest, messagesIn(input), context);
  for (const turn of turns) {
    if (context.signal.aborted) throw reasonOf(context.signal);
    await conversation.say(turn);
  }
  return conversation.result();
}

async function playUser(
  target: OpenTarget,
  input: Json,
  context: TargetContext,
  user: SimulatedUser,
  models: ModelAccess,
): Promise<TargetResult> {
  const { rest, before, first } = openingOf(input);
  const conversation = converseWith(target, rest, before, context);
  let costUsd: number | undefined = 0;
  let next: Json | undefined = first;
  let answered = false;
  for (let turn = 0; turn < user.maxTurns; turn++) {
    let done = false;
    if (next === undefined) {
      const said = await nextTurn(user, conversation.messages, models, {
        repeat: context.trial,
        signal: context.signal,
      });
      costUsd = costUsd === undefined || said.costUsd === undefined ? undefined : costUsd + said.costUsd;
      ({ content: next, done } = said);
      // an opening that is already the end would leave the target unasked
      if (next === undefined && !answered)
        throw new GoldloopError("silent-user", "the simulated user ended before saying anything");
      if (next === undefined) break;
    }
    if (context.signal.aborted) throw reasonOf(context.signal);
    await conversation.say(next);
    answered = true;
    next = undefined;
    if (done) break;
  }
  return { ...conversation.result(), ...(costUsd === undefined ? {} : { simulatedUserCostUsd: costUsd }) };
}

/** What was said before, and the first thing to say where the input holds it. */
function openingOf(input: Json): { rest: JsonObject; before: ReturnType<typeof messagesIn>; first: Json | undefined } {
  if (typeof input === "string") return { rest: {}, before: [], first: input };
  if (!isJsonObject(input) || !Array.isArray(input["messages"])) {
    throw new GoldloopError("bad-opening", "a conversation with a simulated user opens with a text or { messages }", {
      hint: '"input": "Where is my order?"',
    });
  }
  const { messages: _, ...rest } = input;
  const before = messagesIn(input);
  const last = before.at(-1);
  return last?.role === "user"
    ? { rest, before: before.slice(0, -1), first: last.content }
    : { rest, before, first: undefined };
}

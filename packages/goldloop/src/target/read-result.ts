import type { JsonObject } from "../digest/index.ts";
import { GoldloopError, suggestion } from "../error/index.ts";
import type { Message, Trace } from "../trace/index.ts";
import type { TargetResult } from "./definition.ts";
import { readUsage } from "./read-usage.ts";
import { isTextStream, joinStream } from "./stream.ts";
import { toJson } from "./to-json.ts";

const keys = ["output", "usage", "costUsd", "model", "latencyMs", "timeToFirstTokenMs", "trace", "conversation"];

/** The target returned nothing: an error, never an output that a scorer might pass. */
export function noOutput(message = "the target returned nothing", hint?: string): GoldloopError {
  return new GoldloopError("no-output", message, { hint });
}

/** Whether a value is a result and not an output: an object with a key `output` of its own. */
function isResult(value: unknown): value is Record<string, unknown> & { output: unknown } {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "output");
}

/**
 * What a user's code returned, as a result. An object with an own key `output` is a result and must have only the
 * keys of one; anything else is the output. Streams are joined; `usage` may be a promise.
 * Throws GoldloopError: `no-output`, `output-not-json`, `bad-stream`, `bad-result`.
 */
export async function readResult(value: unknown, startedAt: number, signal: AbortSignal): Promise<TargetResult> {
  if (!isResult(value)) return readOutput(value, startedAt, signal);
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) throw badResult(`has the key "${key}"${suggestion(key, keys)}`);
  }
  const result = await readOutput(await value.output, startedAt, signal);
  const given = await value["usage"];
  const usage = readUsage(given);
  if (usage !== undefined) result.usage = usage;
  else if (given !== undefined && given !== null) throw badResult("has a usage without token counts");
  for (const key of ["costUsd", "latencyMs", "timeToFirstTokenMs"] as const) {
    const number: unknown = value[key];
    if (number === undefined || number === null) continue;
    if (typeof number !== "number" || !Number.isFinite(number) || number < 0)
      throw badResult(`has a ${key} that is no number from 0 up`);
    result[key] = number;
  }
  const { model, trace, conversation } = value;
  if (model !== undefined && model !== null) {
    if (typeof model !== "string") throw badResult("has a model that is no text");
    result.model = model;
  }
  if (trace !== undefined && trace !== null) result.trace = readTrace(trace);
  if (conversation !== undefined && conversation !== null) result.conversation = readConversation(conversation);
  return result;
}

/** A trace given along with an output: `{ spans: [...] }`. Throws a GoldloopError (`bad-result`). */
function readTrace(value: unknown): Trace {
  const trace = toJson(value, "trace") as JsonObject;
  if (!Array.isArray(trace["spans"])) throw badResult("has a trace without spans");
  return trace as unknown as Trace;
}

/** A conversation given along with an output: `[{ role, content }]`. Throws a GoldloopError (`bad-result`). */
function readConversation(value: unknown): Message[] {
  const messages = toJson(value, "conversation") as JsonObject[];
  const valid =
    Array.isArray(messages) &&
    messages.every((message) => typeof message?.["role"] === "string" && "content" in message);
  if (!valid) throw badResult("has a conversation that is no list of { role, content }");
  return messages as unknown as Message[];
}

async function readOutput(value: unknown, startedAt: number, signal: AbortSignal): Promise<TargetResult> {
  if (value === undefined || value === null) throw noOutput(undefined, "return a text or an object from the target");
  if (!isTextStream(value)) return { output: toJson(value) };
  const { text, firstAt } = await joinStream(value, signal);
  if (text === "") throw noOutput("the target's stream ended without a piece");
  return { output: text, ...(firstAt === undefined ? {} : { timeToFirstTokenMs: firstAt - startedAt }) };
}

function badResult(what: string): GoldloopError {
  return new GoldloopError("bad-result", `the target's result ${what}`, {
    hint: `a result has only ${keys.join(", ")}; wrap an output that has a key "output" itself: { output: { output: ... } }`,
  });
}

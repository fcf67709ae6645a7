import { isJsonObject, type Json } from "../digest/index.ts";
import { inertLine } from "./inert.ts";

// Far more than any line shows; what is longer is not even read.
const longest = 2_000;

/** A JSON value on one line for people: text as it is, tool calls as `name(key: value)`, a conversation by its last message, else JSON. */
export function valueLine(value: Json): string {
  return inertLine(textOf(value).slice(0, longest));
}

function textOf(value: Json): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value))
    return value.length > 0 && value.every(isCall) ? value.map(callLine).join(", ") : JSON.stringify(value);
  if (!isJsonObject(value)) return String(value);
  if (isCall(value)) return callLine(value);
  const { messages, turns, toolCalls } = value;
  if (Array.isArray(turns) && turns.length > 0) return turns.map(textOf).join(" / ");
  const text = value["text"] ?? value["answer"] ?? value["content"];
  if (typeof text === "string")
    return Array.isArray(toolCalls) && toolCalls.length > 0 && toolCalls.every(isCall)
      ? `${toolCalls.map(callLine).join(", ")}: ${text}`
      : text;
  const last = Array.isArray(messages) ? messages.at(-1) : undefined;
  if (isJsonObject(last) && typeof last["content"] === "string") return last["content"];
  return JSON.stringify(value);
}

interface Call {
  [key: string]: Json;
  name: string;
}

function isCall(value: Json): value is Call {
  return isJsonObject(value) && typeof value["name"] === "string" && ("arguments" in value || "args" in value);
}

function callLine(call: Call): string {
  const given = call["arguments"] ?? call["args"] ?? null;
  if (!isJsonObject(given)) return `${call.name}(${given === null ? "" : JSON.stringify(given)})`;
  const shown = Object.entries(given).map(([key, argument]) => `${key}: ${JSON.stringify(argument)}`);
  return `${call.name}(${shown.join(", ")})`;
}

/** Both texts from shortly before their first difference, when it lies beyond `columns`. */
export function fromDifference(expected: string, got: string, columns: number): [string, string] {
  let same = 0;
  while (same < expected.length && same < got.length && expected[same] === got[same]) same++;
  if (same < columns - 20 || same === expected.length || same === got.length) return [expected, got];
  const from = same - Math.min(30, Math.floor(columns / 2));
  return [`…${expected.slice(from).toWellFormed()}`, `…${got.slice(from).toWellFormed()}`];
}

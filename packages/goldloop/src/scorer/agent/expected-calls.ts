import type { Example } from "../../dataset/index.ts";
import { isJsonObject, type Json } from "../../digest/index.ts";
import { readToolCall } from "../read.ts";
import type { ExpectedCall } from "./call.ts";

/**
 * The calls that an example expects: `expected.toolCalls`, else `metadata.toolCalls`; undefined when it has neither.
 * Each is a tool's name or `{ name, arguments }`. Throws when one is neither.
 */
export function expectedCalls(example: Example): ExpectedCall[] | undefined {
  const expected = isJsonObject(example.expected) ? example.expected["toolCalls"] : undefined;
  const listed: Json | undefined = (expected as Json | undefined) ?? example.metadata?.["toolCalls"];
  if (listed === undefined) return undefined;
  if (!Array.isArray(listed)) throw new TypeError(`the toolCalls of example ${example.id} are not a list`);
  return listed.map((one) => {
    const call = readToolCall(one);
    if (call === undefined) throw new TypeError(`a toolCall of example ${example.id} has no name`);
    return hasArguments(one) ? { name: call.name, arguments: call.arguments } : { name: call.name };
  });
}

function hasArguments(call: Json): boolean {
  if (!isJsonObject(call)) return false;
  const inner = isJsonObject(call["function"]) ? call["function"] : call;
  return ["arguments", "args", "input", "parameters"].some((key) => inner[key] !== undefined);
}

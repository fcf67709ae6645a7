import type { Example } from "../../dataset/index.ts";
import { isJsonObject, type Json } from "../../digest/index.ts";
import { InputError, suggestion } from "../../error/index.ts";
import { readToolCall } from "../read.ts";
import type { ExpectedCall } from "./call.ts";

const argumentKeys = ["arguments", "args", "input", "parameters"];
const callKeys = [
  "name",
  "tool",
  "toolName",
  "id",
  "toolCallId",
  "call_id",
  "type",
  "function",
  "result",
  ...argumentKeys,
];

/**
 * The calls that an example expects: `expected.toolCalls`, else `metadata.toolCalls`; undefined when it has neither.
 * Each is a tool's name or `{ name, arguments }`; the forms in which applications list their calls are understood too.
 * Throws InputError `expected-tool-calls` when one is neither: a misspelled key would compare less than was meant.
 */
export function expectedCalls(example: Example): ExpectedCall[] | undefined {
  const expected = isJsonObject(example.expected) ? example.expected["toolCalls"] : undefined;
  const listed = expected ?? example.metadata?.["toolCalls"];
  if (listed === undefined) return undefined;
  if (!Array.isArray(listed)) throw fault(example, "toolCalls must be a list");
  return listed.map((one) => readExpected(one, example));
}

function readExpected(one: Json, example: Example): ExpectedCall {
  const call = readToolCall(one);
  if (call === undefined) throw fault(example, "an expected tool call has no name");
  if (!isJsonObject(one)) return { name: call.name };
  const stranger = Object.keys(one).find((key) => !callKeys.includes(key));
  if (stranger !== undefined) {
    throw fault(example, `unknown key "${stranger}" in an expected tool call${suggestion(stranger, callKeys)}`);
  }
  const inner = isJsonObject(one["function"]) ? one["function"] : one;
  const given = argumentKeys.some((key) => inner[key] !== undefined);
  return given ? { name: call.name, arguments: call.arguments } : { name: call.name };
}

function fault(example: Example, message: string): InputError {
  return new InputError("expected-tool-calls", `example ${example.id}: ${message}`, {
    hint: 'expected: { toolCalls: [{ name: "startRefund", arguments: { orderId: "8812" } }] }',
  });
}

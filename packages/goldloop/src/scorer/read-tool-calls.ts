import { isJsonObject, type Json, type JsonObject } from "../digest/index.ts";
import type { Message, Span, ToolCall } from "../trace/index.ts";
import type { Subject } from "./definition.ts";

/**
 * The tools that were called, in order, each call once. The first of these that lists any:
 *
 * 1. the output: `toolCalls`, `tool_calls` (also of `message` and `choices`), or the calls in its `messages`
 * 2. the conversation
 * 3. the trace: its spans of kind `tool`, or, when it has none, the calls that its chat spans asked for
 *
 * Undefined when none of the three could have listed a call: a bare text, without a conversation and without a trace,
 * says nothing about tools.
 */
export function toolCallsOf(subject: Pick<Subject, "output" | "conversation" | "trace">): ToolCall[] | undefined {
  const listed = callsOfOutput(subject.output);
  if (listed !== undefined && listed.length > 0) return listed;
  const said = subject.conversation === undefined ? undefined : callsOfMessages(subject.conversation);
  if (said !== undefined && said.length > 0) return said;
  const traced = subject.trace === undefined ? undefined : callsOfTrace(subject.trace.spans);
  if (traced !== undefined && traced.length > 0) return traced;
  return listed ?? said ?? traced;
}

/** Reads a call as written by an application, an OpenAI- or Anthropic-style message or the AI SDK; undefined when it has no name. */
export function readToolCall(value: unknown): ToolCall | undefined {
  if (typeof value === "string") return { name: value, arguments: {} };
  if (!isJsonObject(value)) return undefined;
  const inner: JsonObject = isJsonObject(value["function"]) ? value["function"] : {};
  const name = value["name"] ?? value["toolName"] ?? value["tool"] ?? inner["name"];
  if (typeof name !== "string" || name === "") return undefined;
  const given =
    value["arguments"] ?? value["args"] ?? value["input"] ?? value["parameters"] ?? inner["arguments"] ?? {};
  const id = value["id"] ?? value["toolCallId"] ?? value["call_id"];
  return {
    ...(typeof id === "string" ? { id } : {}),
    name,
    arguments: parsed(given),
    ...(value["result"] === undefined ? {} : { result: value["result"] }),
  };
}

function callsOfOutput(output: Json): ToolCall[] | undefined {
  if (!isJsonObject(output)) return undefined;
  for (const key of ["toolCalls", "tool_calls"]) {
    if (Array.isArray(output[key])) return once(output[key].map(readToolCall));
  }
  if (isJsonObject(output["message"])) return callsOfMessages([output["message"]]);
  const { choices, messages } = output;
  if (Array.isArray(choices)) {
    return callsOfMessages(choices.slice(0, 1).map((choice) => (isJsonObject(choice) ? choice["message"] : null)));
  }
  if (Array.isArray(messages)) return callsOfMessages(messages);
  return output["role"] === "assistant" ? callsOfMessages([output]) : undefined;
}

function callsOfMessages(messages: readonly unknown[]): ToolCall[] {
  const results = new Map<string, Json>();
  const calls: (ToolCall | undefined)[] = [];
  for (const message of messages) {
    if (!isJsonObject(message)) continue;
    const { role, content } = message;
    const answers = message["toolCallId"] ?? message["tool_call_id"];
    if (role === "tool" && typeof answers === "string") results.set(answers, content ?? null);
    const listed = message["toolCalls"] ?? message["tool_calls"];
    if (Array.isArray(listed)) calls.push(...listed.map(readToolCall));
    if (role !== "assistant" || !Array.isArray(content)) continue;
    calls.push(...content.filter(isCallPart).map(readToolCall));
  }
  for (const call of calls) {
    if (call?.id !== undefined && call.result === undefined && results.has(call.id)) {
      call.result = results.get(call.id) ?? null;
    }
  }
  return once(calls);
}

function isCallPart(part: unknown): boolean {
  return isJsonObject(part) && (part["type"] === "tool_use" || part["type"] === "tool-call");
}

function callsOfTrace(spans: readonly Span[]): ToolCall[] | undefined {
  if (spans.length === 0) return undefined;
  const tools = spans.filter((span) => span.kind === "tool");
  if (tools.length > 0) return once(tools.map(callOfSpan));
  return once(spans.filter((span) => span.kind === "chat").flatMap(callsOfChat));
}

function callsOfChat(span: Span): ToolCall[] {
  if (span.toolCalls !== undefined) return span.toolCalls;
  const said: Message[] = span.messages ?? [];
  return callsOfMessages(said.slice(-1));
}

function callOfSpan(span: Span): ToolCall {
  const call = span.toolCalls?.[0];
  const named = span.attributes["gen_ai.tool.name"];
  const id = call?.id ?? span.attributes["gen_ai.tool.call.id"];
  const result = call?.result ?? span.output;
  const error = call?.error ?? (span.status.code === "error" ? (span.status.message ?? "error") : undefined);
  return {
    ...(typeof id === "string" ? { id } : {}),
    name: call?.name ?? (typeof named === "string" ? named : span.name.replace(/^execute_tool /, "")),
    arguments: parsed(call?.arguments ?? span.input ?? {}),
    ...(result === undefined ? {} : { result }),
    ...(error === undefined ? {} : { error }),
  };
}

function parsed(value: Json): Json {
  if (typeof value !== "string") return value;
  if (value.trim() === "") return {};
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function once(calls: readonly (ToolCall | undefined)[]): ToolCall[] {
  const seen = new Set<string>();
  const result: ToolCall[] = [];
  for (const call of calls) {
    if (call === undefined || (call.id !== undefined && seen.has(call.id))) continue;
    if (call.id !== undefined) seen.add(call.id);
    result.push(call);
  }
  return result;
}

import type { Message } from "../conversation.ts";

/** Messages as `gen_ai.input.messages` wants them: JSON of `[{ role, parts: [{ type, content }] }]`. */
export function inputMessages(messages: Message[]): string {
  return JSON.stringify(messages.map(({ role, content }) => ({ role, parts: [{ type: "text", content }] })));
}

/** An answer, or the calls a model asks for, as `gen_ai.output.messages` wants them. */
export function outputMessages(
  content: string,
  calls: { id: string; name: string; arguments: unknown }[] = [],
): string {
  const parts = [
    ...(content ? [{ type: "text", content }] : []),
    ...calls.map((call) => ({ type: "tool_call", ...call })),
  ];
  return JSON.stringify([{ role: "assistant", parts, finish_reason: calls.length > 0 ? "tool_call" : "stop" }]);
}

/** Instructions as `gen_ai.system_instructions` wants them. */
export function systemInstructions(content: string): string {
  return JSON.stringify([{ type: "text", content }]);
}

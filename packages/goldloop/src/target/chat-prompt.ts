import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { isJsonObject } from "../digest/index.ts";
import type { Json } from "../digest/index.ts";
import { GoldloopError, InputError, messageOf } from "../error/index.ts";
import type { ModelMessage } from "../model/index.ts";
import { compileText, usesInput } from "./template.ts";
import type { TemplateValues } from "./template.ts";

const looksLikeFile = /^[^\s{}]+\.(?:md|markdown|txt|prompt|tmpl)$/;
const roles = new Set(["system", "user", "assistant", "tool"]);

/** The messages to send for one input. Throws a GoldloopError (`template-path`, `bad-messages`, `chat-input`). */
export type MessageTemplate = (input: Json, values: TemplateValues) => ModelMessage[];

/**
 * A prompt's text: that of the file when it names one (a word that ends in .md, .markdown, .txt, .prompt or
 * .tmpl), itself otherwise. Throws an InputError (`no-prompt`) for a file that cannot be read.
 */
export async function readPrompt(prompt: string, directory: string): Promise<{ text: string; file?: string }> {
  if (!looksLikeFile.test(prompt)) return { text: prompt };
  const file = resolve(directory, prompt);
  try {
    return { text: await readFile(file, "utf8"), file };
  } catch (cause) {
    throw new InputError("no-prompt", `cannot read the prompt ${prompt}: ${messageOf(cause)}`, {
      location: { file },
      hint: "check the path; it counts from the folder of the configuration",
      cause,
    });
  }
}

/**
 * Compiles a prompt or messages. Where neither has `{{input}}`, a prompt is the system message and the input follows:
 * as a user message, or, when it is `{ messages }`, as those messages. Throws an InputError (`template`, `no-prompt`).
 */
export function compileMessages(
  prompt: string | undefined,
  messages: readonly { role: "system" | "user" | "assistant"; content: string }[] | undefined,
): MessageTemplate {
  if (prompt !== undefined && messages !== undefined) {
    throw new InputError("two-prompts", "the chat target has both prompt and messages", { hint: "keep one" });
  }
  const asked =
    prompt === undefined
      ? (messages ?? [])
      : [{ role: usesInput(prompt) ? ("user" as const) : ("system" as const), content: prompt }];
  const templates = asked.map(({ role, content }, index) => ({
    role,
    fill: compileText(content, prompt === undefined ? `messages[${index}]` : "prompt"),
  }));
  const placed = asked.some(({ content }) => usesInput(content));
  return (input, values) => {
    const said = messagesOf(input);
    if (placed && said !== undefined) {
      throw new GoldloopError("chat-input", "the prompt has {{input}}, but the input is a list of messages", {
        hint: "take {{input}} out of the prompt: the messages are appended",
      });
    }
    const filled = templates.map(({ role, fill }) => ({ role, content: fill(values) }));
    if (placed) return filled;
    return [
      ...filled,
      ...(said ?? [{ role: "user" as const, content: typeof input === "string" ? input : JSON.stringify(input) }]),
    ];
  };
}

/** The messages of a chat input (`{ messages: [...] }`), or undefined when it is none. */
function messagesOf(input: Json): ModelMessage[] | undefined {
  if (!isJsonObject(input) || !Array.isArray(input["messages"])) return undefined;
  return input["messages"].map((message, index) => {
    const valid = isJsonObject(message) && typeof message["role"] === "string" && roles.has(message["role"]);
    if (!valid)
      throw new GoldloopError("bad-messages", `messages[${index}] of the input has no role that a model knows`);
    const content = message["content"] ?? "";
    return {
      ...message,
      content: typeof content === "string" ? content : JSON.stringify(content),
    } as unknown as ModelMessage;
  });
}

import type { Json } from "../../digest/index.ts";
import { isJsonObject } from "../../digest/index.ts";
import type { Subject } from "../definition.ts";
import { documentsOf, textOf, toolCallsOf } from "../read.ts";
import { metadataValue } from "./template.ts";

/**
 * What the placeholders of a prompt stand for in one subject; undefined for what it does not have.
 *
 * - `output` its text, `input`, `expected` and `metadata.key` as they are
 * - `context` the example's, else the texts of the documents that were retrieved
 * - `conversation` the recorded one, else the input's messages and the output
 * - `toolCalls` as `toolCalls` reads them; undefined when nothing could have told
 *
 * `given` overrides any of them.
 */
export function materialOf(
  subject: Subject,
  given: Readonly<Record<string, Json>> = {},
): (name: string) => Json | undefined {
  const { example, output } = subject;
  return (name) => {
    if (Object.hasOwn(given, name)) return given[name];
    switch (name) {
      case "input":
        return example.input;
      case "output":
        return textOf(output);
      case "expected":
        return example.expected;
      case "context":
        return example.context ?? documentTexts(subject);
      case "conversation":
        return conversationOf(subject);
      case "toolCalls":
        return plain(toolCallsOf(subject));
      default:
        return metadataValue(example, name);
    }
  };
}

/** The texts of the documents that were retrieved; undefined when nothing could have told, or none has a text. */
export function documentTexts(subject: Subject): string[] | undefined {
  const documents = documentsOf(subject);
  if (documents === undefined) return undefined;
  const texts = documents.flatMap(({ text }) => (text === undefined ? [] : [text]));
  return texts.length === 0 && documents.length > 0 ? undefined : texts;
}

function conversationOf({ conversation, example, output }: Subject): Json {
  if (conversation !== undefined && conversation.length > 0) return plain(conversation) ?? [];
  const { input } = example;
  const said =
    isJsonObject(input) && Array.isArray(input["messages"]) ? input["messages"] : [{ role: "user", content: input }];
  return [...said, { role: "assistant", content: textOf(output) }];
}

/** As JSON, without what is undefined. */
function plain(value: unknown): Json | undefined {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json);
}

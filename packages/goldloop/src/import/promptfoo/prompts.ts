import { existsSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import type { ImportFindings } from "./findings.ts";
import type { PromptfooConfig } from "./read-config.ts";
import { parseAnyYaml, readNamedFile } from "./references.ts";
import { isBeyondPlaces, namesIn } from "./template.ts";

/** A message of a chat prompt. */
interface PromptMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** A prompt with promptfoo's `{{ name }}` places still in it. */
export interface Prompt {
  /** What the filters of promptfoo call it. */
  label: string;
  /** For targets and files: its label, the name of its file, or a number. */
  name: string;
  text: string;
  /** Set when the text is a list of chat messages. */
  messages: PromptMessage[] | undefined;
}

const textFiles = new Set([".txt", ".md", ".j2", ".json", ".yaml", ".yml"]);

/** The prompts of a configuration. What cannot be carried over is a finding. Throws InputError for a missing file. */
export async function readPrompts(config: PromptfooConfig, findings: ImportFindings): Promise<Prompt[]> {
  const all: Prompt[] = [];
  for (const [index, { entry, label }] of entriesOf(config.content["prompts"]).entries()) {
    const place = `prompts[${index}]`;
    const source = isJsonObject(entry) ? (entry["raw"] ?? entry["file"] ?? entry["id"]) : entry;
    if (typeof source !== "string")
      findings.lost(place, "prompt", "it is neither a text nor a file", "write the prompt out");
    else all.push(...(await promptsOf(source, label, { place, number: index + 1 }, config, findings)));
  }
  return all.filter((prompt) => {
    const texts = prompt.messages?.map(({ content }) => content) ?? [prompt.text];
    if (!texts.some(isBeyondPlaces)) return true;
    findings.lost(
      `prompt ${prompt.name}`,
      "prompt template",
      "it uses more of the template language than {{ name }}",
      "rewrite it with plain {{ name }} places, or build the prompt in a module target",
    );
    return false;
  });
}

/** `prompts` is one, a list, or a map of files to labels. */
function entriesOf(prompts: Json | undefined): { entry: Json; label: string | undefined }[] {
  if (isJsonObject(prompts)) {
    return Object.entries(prompts).map(([entry, label]) => ({
      entry,
      label: typeof label === "string" ? label : undefined,
    }));
  }
  const list = Array.isArray(prompts) ? prompts : prompts === undefined || prompts === null ? [] : [prompts];
  return list.map((entry) => {
    const label = isJsonObject(entry) ? entry["label"] : undefined;
    return { entry, label: typeof label === "string" ? label : undefined };
  });
}

async function promptsOf(
  source: string,
  label: string | undefined,
  { place, number }: { place: string; number: number },
  config: PromptfooConfig,
  findings: ImportFindings,
): Promise<Prompt[]> {
  const path = source.replace(/^file:\/\//, "");
  const oneLine = !source.includes("\n");
  if (
    /^(exec|python|langfuse|portkey|helicone|https?):/.test(source) ||
    (oneLine && /\.([cm]?[jt]s|py|sh)(:\w+)?$/.test(path))
  ) {
    findings.lost(
      place,
      `prompt from ${source}`,
      "prompts made by a program or a service are not carried over",
      "write the prompt to a file, or build it in a module target",
    );
    return [];
  }
  const isNamed =
    oneLine && textFiles.has(extname(path)) && (isDynamicPattern(path) || existsSync(resolve(config.directory, path)));
  if (!source.startsWith("file://") && !isNamed)
    return [promptOf(source, label ?? source, label ?? `prompt-${number}`)];
  const files = isDynamicPattern(path) ? (await glob(path, { cwd: config.directory })).toSorted() : [path];
  if (files.length === 0) findings.lost(place, `prompt from ${source}`, "no file fits", "correct the pattern");
  return files.flatMap((file) => {
    const text = readNamedFile(config.directory, file, config.file);
    const parts =
      extname(file) === ".txt"
        ? text
            .split(/^---\s*$/m)
            .map((part) => part.trim())
            .filter((part) => part !== "")
        : [text.trim()];
    const name = label ?? basename(file, extname(file));
    return parts.map((part, index) =>
      promptOf(part, label ?? file, parts.length === 1 ? name : `${name}-${index + 1}`),
    );
  });
}

function promptOf(text: string, label: string, name: string): Prompt {
  return { label, name, text, messages: messagesIn(text) };
}

/** A list of chat messages, written as JSON or YAML; undefined for plain text. */
function messagesIn(text: string): PromptMessage[] | undefined {
  if (!/^\s*(\[\s*\{|- role:)/.test(text)) return undefined;
  let list: Json;
  try {
    list = parseAnyYaml(text, "prompt");
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  const messages = list.map(messageOf);
  return messages.every((message) => message !== undefined) ? messages : undefined;
}

function messageOf(value: Json): PromptMessage | undefined {
  if (!isJsonObject(value)) return undefined;
  const { role, content } = value;
  if (role !== "system" && role !== "user" && role !== "assistant") return undefined;
  return typeof content === "string" ? { role, content } : undefined;
}

/** The variables that a prompt uses. */
export function variablesOf(prompt: Prompt): string[] {
  return [...new Set((prompt.messages?.map(({ content }) => content) ?? [prompt.text]).flatMap(namesIn))];
}

/** A text with Goldloop's places: `{{ name }}` is `{{input.name}}`. */
export function withInputPlaces(text: string): string {
  return text.replaceAll(/\{\{-?\s*([A-Za-z_$][^{}]*?)\s*-?\}\}/g, "{{input.$1}}");
}

/** A chat target's `messages`; undefined for a prompt that is one text. */
export function messagesFor(prompt: Prompt): JsonObject | undefined {
  if (prompt.messages === undefined) return undefined;
  return { messages: prompt.messages.map(({ role, content }) => ({ role, content: withInputPlaces(content) })) };
}

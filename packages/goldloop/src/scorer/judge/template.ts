import type { Example } from "../../dataset/index.ts";
import { isJsonObject, type Json } from "../../digest/index.ts";
import { GoldloopError, InputError, suggestion } from "../../error/index.ts";
import { encapsulate, nonceOf, type Block } from "./encapsulate.ts";

/** What every prompt may name; `metadata.<key>` beside. */
export const placeholderNames = ["input", "output", "expected", "context", "conversation", "toolCalls"];

/** A prompt made ready. */
export interface Template {
  /** The text as written, with what was added to it: what is pinned. */
  text: string;
  /** The names that it needs: those with `?` left out. */
  required: string[];
  /** Throws GoldloopError `judge-material` when a name that it needs has no value. */
  render(valueOf: (name: string) => Json | undefined): Rendered;
}

/** A prompt filled in. */
export interface Rendered {
  text: string;
  /** The mark of its blocks. */
  nonce: string;
}

const pattern = /(\\?)\{\{\s*([^{}]*?)\s*(\??)\s*\}\}/g;

/**
 * Reads a prompt with `{{input}}`, `{{output}}`, `{{expected}}`, `{{context}}`, `{{conversation}}`, `{{toolCalls}}` and
 * `{{metadata.key}}`. A paragraph with `{{expected?}}` is left out where there is no such value; `\{{` stands for `{{`.
 * A prompt that shows the judge neither output, conversation nor tool calls gets input and output at its end: a judge that
 * sees nothing would judge nothing. Throws InputError `unknown-placeholder` with the nearest known.
 */
export function compileTemplate(written: string, where: string, names = placeholderNames): Template {
  if (written.trim() === "") throw new InputError("empty-prompt", `${where}: the prompt is empty`);
  const used = namesIn(written);
  for (const { name } of used) {
    if (names.includes(name) || /^metadata\.[^\s.].*$/.test(name)) continue;
    const near = name === "metadata" ? "; write {{metadata.key}}" : suggestion(name, [...names, "metadata.key"]);
    throw new InputError("unknown-placeholder", `${where}: unknown placeholder {{${name}}}${near}`, {
      hint: `known: ${names.map((one) => `{{${one}}}`).join(" ")} {{metadata.key}}; write \\{{ for plain braces`,
    });
  }
  const text = withMaterial(written.trim(), new Set(used.map(({ name }) => name)), names);
  const optional = namesIn(text).filter((one) => one.optional);
  return {
    text,
    required: requiredNames(text),
    render: (valueOf) => {
      const absent = new Set(optional.map(({ name }) => name).filter((name) => valueOf(name) === undefined));
      const kept = text
        .split(/\n{2,}/)
        .filter((paragraph) => !namesIn(paragraph).some(({ name, optional: may }) => may && absent.has(name)))
        .join("\n\n");
      return fill(kept, where, valueOf);
    },
  };
}

/** A prompt with input and output at its end, as far as it does not name them itself. */
export function showingBoth(text: string): string {
  const used = new Set(namesIn(text).map(({ name }) => name));
  const input = used.has("input") ? "" : "\n\nThe input:\n{{input}}";
  return `${text}${input}${used.has("output") ? "" : "\n\nThe output to judge:\n{{output}}"}`;
}

/** The names that a prompt cannot do without. Never throws. */
function requiredNames(text: string): string[] {
  return [...new Set(namesIn(text).flatMap(({ name, optional }) => (optional ? [] : [name])))];
}

/** What an example lacks for a prompt, as far as the example alone can tell. */
export function missingFor(text: string, example: Example): string | undefined {
  return requiredNames(text).find((name) =>
    name === "expected" ? example.expected === undefined : name.startsWith("metadata.") && !hasMetadata(example, name),
  );
}

/** The value of `metadata.<key>`: the key as a whole, else as a path with dots. */
export function metadataValue({ metadata }: Example, name: string): Json | undefined {
  const key = name.slice("metadata.".length);
  if (metadata === undefined) return undefined;
  if (Object.hasOwn(metadata, key)) return metadata[key];
  let value: Json | undefined = metadata;
  for (const step of key.split(".")) {
    if (!isJsonObject(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

function hasMetadata(example: Example, name: string): boolean {
  return metadataValue(example, name) !== undefined;
}

function namesIn(text: string): { name: string; optional: boolean }[] {
  return [...text.matchAll(pattern)].flatMap(([, escaped, name = "", mark]) =>
    escaped === "" ? [{ name, optional: mark === "?" }] : [],
  );
}

function withMaterial(text: string, used: ReadonlySet<string>, names: readonly string[]): string {
  const shown = names.filter((name) => name !== "input" && name !== "expected" && name !== "context");
  return shown.some((name) => used.has(name)) ? text : showingBoth(text);
}

function fill(text: string, where: string, valueOf: (name: string) => Json | undefined): Rendered {
  const blocks = new Map<string, Block>();
  for (const { name } of namesIn(text)) {
    const value = valueOf(name);
    if (value === undefined) {
      throw new GoldloopError("judge-material", `${where} uses {{${name}}}, and there is none for this output`, {
        hint: `give it to the example, or write {{${name}?}}: its paragraph is then left out`,
      });
    }
    blocks.set(name, { name, value });
  }
  const nonce = nonceOf(text, [...blocks.values()]);
  const filled = text.replace(pattern, (match: string, escaped: string, name: string, _: string, at: number) => {
    const block = blocks.get(name);
    if (escaped !== "" || block === undefined) return match.slice(1);
    const before = at === 0 || text[at - 1] === "\n" ? "" : "\n";
    const after = at + match.length === text.length || text[at + match.length] === "\n" ? "" : "\n";
    return `${before}${encapsulate(block, nonce)}${after}`;
  });
  return { text: filled, nonce };
}

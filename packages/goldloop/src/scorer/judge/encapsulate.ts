import { digestOf, type Json } from "../../digest/index.ts";

/** A piece of material for the judge. */
export interface Block {
  name: string;
  value: Json;
}

/**
 * The mark of a prompt's blocks: 16 hex digits of a digest over the prompt and all of its material. Text inside a block
 * cannot know it, since it would have to hold a part of its own digest; the same material has the same mark, so
 * that caches and cassettes find it again.
 */
export function nonceOf(prompt: string, blocks: readonly Block[]): string {
  return digestOf(JSON.stringify([prompt, blocks.map(({ name, value }) => [name, value])])).slice("sha256:".length, 23);
}

/**
 * A block between lines that carry the mark, its value as JSON. Line breaks in a JSON string are escaped, so nothing in
 * it can begin a line of its own: no delimiter, no turn of a conversation, no instruction.
 */
export function encapsulate({ name, value }: Block, nonce: string): string {
  const label = `${name.replaceAll(/[^\w.-]/g, "_")} ${nonce}`;
  return `<<<${label}>>>\n${visibleJson(value)}\n<<<end ${label}>>>`;
}

/** Line separators that JSON leaves alone, marks that turn the direction of writing, and the invisible tag characters. */
const invisible = /[\u0085\u2028\u2029\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/gu;

function visibleJson(value: Json): string {
  return JSON.stringify(value, null, 1).replaceAll(invisible, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

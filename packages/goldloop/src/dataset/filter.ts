import picomatch from "picomatch";
import type { Json } from "../digest/index.ts";
import { isJsonObject } from "../digest/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import type { Dataset } from "./dataset.ts";
import type { Example } from "./example.ts";

/** One `--filter`. */
export interface Filter {
  text: string;
  /** By the id alone, where that is enough: the example need not be parsed. */
  matchesId?: (id: string) => boolean;
  matches?: (example: Example) => boolean;
  /** The error for a filter that matched nothing. */
  unmatched(dataset: Dataset): InputError;
}

/**
 * Understands a filter: an id, a glob over ids (`refund-*`, where * crosses slashes), `tag:NAME` or `metadata.KEY=VALUE`
 * (KEY may go deeper with dots; VALUE is compared with the text of strings, numbers, true, false and null).
 * A text that is an id of the dataset means that example, whatever it looks like.
 */
export function parseFilter(text: string, dataset: Dataset): Filter {
  if (dataset.indexOf(text) !== undefined)
    return { text, matchesId: (id) => id === text, unmatched: () => unknownId(text, dataset) };
  if (text.startsWith("tag:")) return tagFilter(text, text.slice("tag:".length));
  const [, key, value] = /^metadata\.([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return metadataFilter(text, key.split("."), value);
  const isMatch = picomatch(text, { dot: true, bash: true, nonegate: true });
  return { text, matchesId: (id) => isMatch(id), unmatched: () => unknownId(text, dataset) };
}

function unknownId(text: string, dataset: Dataset): InputError {
  return noMatch(`no example of ${dataset.file} matches the filter ${JSON.stringify(text)}`, text, dataset.ids());
}

function tagFilter(text: string, tag: string): Filter {
  return {
    text,
    matches: ({ tags }) => tags?.includes(tag) ?? false,
    unmatched: (dataset) => unknownTag(tag, dataset),
  };
}

/** The error for a tag that no example has. */
export function unknownTag(tag: string, dataset: Dataset): InputError {
  return noMatch(`no example of ${dataset.file} has the tag ${JSON.stringify(tag)}`, tag, dataset.tags().keys());
}

/** The error for a split that no example is in. */
export function unknownSplit(split: string, dataset: Dataset): InputError {
  const message = `no example of ${dataset.file} is in the split ${JSON.stringify(split)}`;
  return noMatch(message, split, dataset.splits().keys());
}

function metadataFilter(text: string, path: readonly string[], value: string): Filter {
  const valueOf = (example: Example) => textOf(memberAt(example.metadata, path));
  return {
    text,
    matches: (example) => valueOf(example) === value,
    unmatched: (dataset) => {
      const name = path.join(".");
      const values = new Set<string>();
      const names = new Set<string>();
      for (const example of dataset) {
        const known = valueOf(example);
        if (known !== undefined) values.add(known);
        for (const key of Object.keys(example.metadata ?? {})) names.add(key);
      }
      if (values.size === 0) return noMatch(`no example of ${dataset.file} has metadata.${name}`, name, names);
      return noMatch(`no example of ${dataset.file} has metadata.${name}=${value}`, value, values);
    },
  };
}

function noMatch(message: string, word: string, known: Iterable<string>): InputError {
  return new InputError("no-match", message + suggestion(word, known));
}

/** `a.b` is the key `a.b` where there is one (CSV columns), otherwise b inside a. */
function memberAt(metadata: Json | undefined, path: readonly string[]): Json | undefined {
  if (!isJsonObject(metadata ?? null)) return undefined;
  const flat = ownMember(metadata, path.join("."));
  return flat === undefined ? path.reduce<Json | undefined>(ownMember, metadata) : flat;
}

function ownMember(value: Json | undefined, key: string): Json | undefined {
  return value !== undefined && isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  return value === undefined || (typeof value === "object" && value !== null) ? undefined : String(value);
}

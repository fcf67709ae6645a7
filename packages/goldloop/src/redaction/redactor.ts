import { replaced } from "./redact-text.ts";
import { compileRules, type RedactionRules } from "./rules.ts";
import { deepestLevel, defineKey, type JsonValue, numberText } from "./walk-json.ts";

/** Redacts many values by the same rules, for streams of spans: what was read before is not read again. */
export interface Redactor {
  /** The text redacted and well-formed (no lone surrogates). The same string when nothing had to change. */
  text(text: string): string;
  /** As `text`, for the value of a named field: the name may tell what the value is. */
  field(name: string, value: string): string;
  /** As `redactJson`, all texts well-formed; `name` is the field that the value stands in. The same object when nothing had to change. */
  json(value: JsonValue, name?: string): JsonValue;
  /**
   * How often each kind was found since the last call, those that the rules `keep` included. A text that came several times
   * counts once: the same message may stand in several fields of one span.
   */
  takeCounts(): Record<string, number>;
}

interface Reading {
  text: string;
  /** Kinds found, one entry for each find. */
  kinds: readonly string[];
}

const nothing: readonly string[] = [];
const longestRemembered = 16_384;
const mostCharacters = 4_000_000;

/**
 * Makes a redactor. It keeps recently read texts in memory (up to about 8 million characters), so make one for each set of
 * rules and drop it with them. Throws as `compileRules` does.
 */
export function createRedactor(rules: RedactionRules): Redactor {
  const ready = compileRules(rules);
  let young = new Map<string, Reading>();
  let old = new Map<string, Reading>();
  let characters = 0;
  let counts: Record<string, number> = {};
  let counted = new Set<string>();

  const remember = (text: string, reading: Reading): void => {
    if (text.length > longestRemembered) return;
    // texts that come again are carried over from the old generation, so only those that do not are forgotten
    if (characters > mostCharacters) {
      old = young;
      young = new Map();
      characters = 0;
    }
    young.set(text, reading);
    characters += text.length + reading.text.length;
  };

  const count = (text: string, { kinds }: Reading): void => {
    if (kinds.length === 0 || counted.has(text)) return;
    counted.add(text);
    for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  };

  const read = (text: string, name: string): Reading => {
    const formed = text.toWellFormed();
    const found = name === "" ? ready.scanner.text(formed) : ready.scanner.field(name, formed);
    const kept = name === "" ? ready.keptScanner?.text(formed) : ready.keptScanner?.field(name, formed);
    const kinds =
      found.length === 0 && (kept === undefined || kept.length === 0)
        ? nothing
        : [...found, ...(kept ?? [])].map(({ kind }) => kind);
    return { text: replaced(formed, found, ready), kinds };
  };

  const text = (given: string): string => {
    if (given.length < ready.scanner.shortest) return given.toWellFormed();
    let reading = young.get(given);
    if (reading === undefined) {
      reading = old.get(given) ?? read(given, "");
      remember(given, reading);
    }
    count(given, reading);
    return reading.text;
  };

  const field = (name: string, value: string): string => {
    if (!ready.scanner.judges(name) && ready.keptScanner?.judges(name) !== true) return text(value);
    const reading = read(value, name);
    count(value, reading);
    return reading.text;
  };

  const walk = (value: JsonValue, name: string, depth: number): JsonValue => {
    if (typeof value === "string") return name === "" ? text(value) : field(name, value);
    if (typeof value === "number") {
      const written = numberText(value);
      if (written === undefined) return value;
      const shown = name === "" ? text(written) : field(name, written);
      return shown === written ? value : shown;
    }
    if (typeof value !== "object" || value === null) return value;
    if (depth > deepestLevel) return "[nested too deep]";
    return Array.isArray(value) ? walkArray(value, name, depth) : walkObject(value, depth);
  };

  const walkArray = (items: JsonValue[], name: string, depth: number): JsonValue => {
    let copy: JsonValue[] | undefined;
    for (let i = 0; i < items.length; i++) {
      const item = items[i] as JsonValue;
      const shown = walk(item, name, depth + 1);
      if (shown !== item) copy ??= items.slice();
      if (copy !== undefined) copy[i] = shown;
    }
    return copy ?? items;
  };

  const walkObject = (object: { [key: string]: JsonValue }, depth: number): JsonValue => {
    let changed = false;
    const keys = Object.keys(object);
    const entries: [string, JsonValue][] = [];
    for (const key of keys) {
      const item = object[key] as JsonValue;
      const entry: [string, JsonValue] = [text(key), walk(item, key, depth + 1)];
      changed ||= entry[0] !== key || entry[1] !== item;
      entries.push(entry);
    }
    if (!changed) return object;
    const copy: { [key: string]: JsonValue } = {};
    for (const [key, item] of entries) defineKey(copy, key, item);
    return copy;
  };

  return {
    text,
    field,
    json: (value, name = "") => walk(value, name, 0),
    takeCounts() {
      const taken = counts;
      if (counted.size > 0) {
        counts = {};
        counted = new Set();
      }
      return taken;
    },
  };
}

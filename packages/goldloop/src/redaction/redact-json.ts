import { compileRules, type RedactionRules } from "./rules.ts";
import { replaced } from "./redact-text.ts";
import { createScanner, type DetectOptions, type Scanner } from "./scanner.ts";
import { deepestLevel, type JsonValue, walkJson } from "./walk-json.ts";

/** A find in a JSON value. */
export interface FieldDetection {
  kind: string;
  detector: string;
  /** JSON Pointer (RFC 6901) to the string, or to the object whose key it stands in. Keys in it are redacted. */
  path: string;
  /** Whether it stands in a key and not in a value. */
  inKey: boolean;
  /** Positions in the string. */
  start: number;
  end: number;
}

export interface RedactedJson {
  value: JsonValue;
  detections: FieldDetection[];
}

/**
 * Redacts every string of a JSON value, keys included, and whole numbers of nine digits and more (which become strings when
 * something is found). Fields are also judged by their name: `{"password": "..."}`. Two keys that end up the same get ` (2)`;
 * what is nested deeper than 500 levels is replaced as a whole.
 * Throws as `compileRules` does, on the first use of a rules object.
 */
export function redactJson(value: JsonValue, rules: RedactionRules): RedactedJson {
  const ready = compileRules(rules);
  const detections: FieldDetection[] = [];
  const redacted = walkJson(value, {
    value(text, field, path) {
      const found = field === "" ? ready.scanner.text(text) : ready.scanner.field(field, text);
      for (const d of found) detections.push({ ...d, path, inKey: false });
      return replaced(text, found, ready);
    },
    key(text, path) {
      const found = ready.scanner.text(text);
      for (const d of found) detections.push({ ...d, path, inKey: true });
      return replaced(text, found, ready);
    },
    deep: () => "[nested too deep]",
  });
  return { value: redacted, detections };
}

/** A find in a JSON value with the value found. Never print `value`. */
export interface FoundValue extends Omit<FieldDetection, "start" | "end"> {
  value: string;
}

/**
 * Everything that the detectors see in a JSON value, keys and numbers included. Throws a RangeError for a value that is
 * nested deeper than 500 levels: what was not looked at must not count as clean.
 */
export function detectJson(value: JsonValue, options: DetectOptions | Scanner = {}): FoundValue[] {
  const scanner = "text" in options ? options : createScanner(options);
  const found: FoundValue[] = [];
  walkJson(value, {
    value(text, field, path) {
      const finds = field === "" ? scanner.text(text) : scanner.field(field, text);
      for (const { kind, detector, start, end } of finds)
        found.push({ kind, detector, path, inKey: false, value: text.slice(start, end) });
      return text;
    },
    key(text, path) {
      for (const { kind, detector, start, end } of scanner.text(text))
        found.push({ kind, detector, path, inKey: true, value: text.slice(start, end) });
      return text;
    },
    deep() {
      throw new RangeError(`nested deeper than ${deepestLevel} levels`);
    },
  });
  return found;
}

import type { Detection } from "./detector.ts";
import { compileRules, type CompiledRules, type RedactionRules } from "./rules.ts";

export interface RedactedText {
  text: string;
  /** What was found, with positions in the original text. */
  detections: Detection[];
}

/**
 * Redacts a text. Linear in its length. What stands in the place of a find is never itself found.
 * Throws as `compileRules` does, on the first use of a rules object.
 *
 * @example
 * redactText("Write to ana@example.com", { action: "mask" }).text; // "Write to [email]"
 */
export function redactText(text: string, rules: RedactionRules): RedactedText {
  const ready = compileRules(rules);
  const detections = ready.scanner.text(text);
  return { text: replaced(text, detections, ready), detections };
}

/** The text with every find replaced. */
export function replaced(text: string, detections: readonly Detection[], rules: CompiledRules): string {
  if (detections.length === 0) return text;
  let out = "";
  let from = 0;
  for (const detection of detections) {
    out += text.slice(from, detection.start) + rules.replacement(detection, text.slice(detection.start, detection.end));
    from = detection.end;
  }
  return out + text.slice(from);
}

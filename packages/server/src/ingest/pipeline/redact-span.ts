import type { JsonValue, Redactor } from "goldloop/redaction";
import type { Span } from "goldloop/trace";

const texts = ["name", "model", "provider", "environment", "release"] as const;
const values = ["input", "output", "messages", "toolCalls", "documents"] as const;

/**
 * Redacts everything of a span that a sender wrote, keys included; ids, times and counts are left. Changes the span. What
 * was found is counted in the redactor.
 */
export function redactSpan(span: Span, redactor: Redactor): void {
  for (const key of texts) {
    const text = span[key];
    if (text !== undefined) span[key] = redactor.text(text);
  }
  if (span.sessionId !== undefined) span.sessionId = redactor.field("sessionId", span.sessionId);
  if (span.userId !== undefined) span.userId = redactor.field("userId", span.userId);
  if (span.status.message !== undefined) span.status.message = redactor.text(span.status.message);
  for (const key of values) {
    const value = span[key];
    if (value !== undefined) span[key] = redactor.json(value as JsonValue, key) as never;
  }
  span.attributes = redactor.json(span.attributes) as Span["attributes"];
}

// OpenTelemetry's JSON form, as far as these two data sets need it.
import { createHash } from "node:crypto";

/** An id that is the same each time for the same names: 32 hex digits for a trace, 16 for a span. */
export function idOf(digits, ...names) {
  return createHash("sha256").update(names.join("/")).digest("hex").slice(0, digits);
}

/** Attributes as OTLP writes them; lists and objects as JSON text, absent ones left out. */
export function attributesOf(fields) {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value) {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value !== "number") return { stringValue: JSON.stringify(value) };
  return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
}

/** ms since 1970 as nanoseconds; keeps microseconds. */
export function nanosOf(ms) {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}

/** One trace request, of spans that one sender sent. */
export function requestOf(sender, spans) {
  const resource = { attributes: attributesOf(sender) };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "public-data" }, spans }] }] };
}

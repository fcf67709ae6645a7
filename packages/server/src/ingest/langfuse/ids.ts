import { createHash } from "node:crypto";

const hexForm = /^[0-9a-f]+$/;

/**
 * The trace of a Langfuse id: OpenTelemetry's 32 hex digits and uuids (without hyphens) as they are; of any other text, which older
 * clients allow, the first half of its SHA-256.
 */
export function traceIdOf(id: string): string {
  const plain = id.toLowerCase().replaceAll("-", "");
  return plain.length === 32 && hexForm.test(plain) && /[^0]/.test(plain) ? plain : digest(id).slice(0, 32);
}

/** The span of an observation's id: 16 hex digits as they are, the last half of a uuid, the start of the SHA-256 of anything else. */
export function spanIdOf(id: string): string {
  const plain = id.toLowerCase().replaceAll("-", "");
  const tail = plain.length === 32 ? plain.slice(16) : plain;
  const usable = (plain.length === 16 || plain.length === 32) && hexForm.test(plain) && /[^0]/.test(tail);
  return usable ? tail : digest(id).slice(0, 16);
}

/** The root span that stands for the trace itself, which older clients describe apart from its observations. */
export function rootSpanIdOf(id: string): string {
  return digest(`trace:${id}`).slice(0, 16);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

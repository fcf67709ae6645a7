import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** `sha256:<64 hex>` */
export type Digest = `sha256:${string}`;

/** SHA-256 of bytes or UTF-8 text. */
export function digestOf(bytes: string | Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/**
 * The canonical form of a JSON value by RFC 8785: keys sorted by UTF-16 code units, no white space.
 * Keys whose value is undefined are left out. Throws a TypeError for NaN, Infinity and non-JSON values.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("not a JSON value");
  return text;
}

/** SHA-256 over the canonical form of a JSON value. */
export function digestOfJson(value: unknown): Digest {
  return digestOf(canonicalJson(value));
}

/** The first 12 hex digits, for people. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}

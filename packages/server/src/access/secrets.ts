import { createHash, randomBytes } from "node:crypto";

/**
 * SHA-256 of a secret in hex, which is all that is kept of it. No salt and no slow hash: the secrets are 256 random bits. They
 * are looked up by it, so that no comparison takes longer for a better guess.
 */
export function digestOf(secret: string): string {
  return createHash("sha256").update(secret, "utf8").digest("hex");
}

/** A token of 256 random bits for links and cookies, safe in both. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The two halves of a new key: a public id, and a secret of 256 random bits. */
export function randomKey(): { id: string; secret: string } {
  return { id: `gl_pk_${randomBytes(8).toString("hex")}`, secret: `gl_sk_${randomBytes(32).toString("hex")}` };
}

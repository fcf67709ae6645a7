import { createHmac } from "node:crypto";
import { ownPage } from "../own-page.ts";
import { randomToken } from "../secrets.ts";
import type { Ties } from "./issuer.ts";

/** Of the cookie that a browser keeps while it is at the issuer. */
export const tiesValidSeconds = 600;

/**
 * A cookie of one random secret and the page to go on to. State, nonce and PKCE verifier are derived from the secret: what the
 * issuer gets to see of one does not tell the others.
 */
export function newTies(next: string | undefined): { cookie: string; ties: Ties } {
  const secret = randomToken();
  return { cookie: `${secret}.${Buffer.from(ownPage(next)).toString("base64url")}`, ties: derive(secret) };
}

/** What a cookie of `newTies` holds; undefined when it is none. */
export function tiesOf(cookie: string | undefined): { ties: Ties; next: string } | undefined {
  const [, secret, next] = /^([\w-]{43})\.([\w-]+)$/.exec(cookie ?? "") ?? [];
  if (secret === undefined || next === undefined) return undefined;
  return { ties: derive(secret), next: ownPage(Buffer.from(next, "base64url").toString("utf8")) };
}

function derive(secret: string): Ties {
  const of = (use: string) => createHmac("sha256", secret).update(use).digest("base64url");
  return { state: of("state"), nonce: of("nonce"), verifier: of("verifier") };
}

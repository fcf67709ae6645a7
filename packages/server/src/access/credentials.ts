import type { Credentials } from "./access.ts";

/** Name of the cookie that a logged-in browser sends. */
export const sessionCookie = "goldloop_session";

/**
 * What a request proves itself with: `Authorization: Bearer ID:SECRET` or the secret alone, Basic (id as user, secret as
 * password), `x-api-key`, or the session cookie; the first of them that is there. Undefined when there is none, or none that
 * can be read.
 */
export function credentialsOf(headers: Headers): Credentials | undefined {
  const [, scheme = "", value = ""] = /^\s*(\S+)\s+(\S.*?)\s*$/.exec(headers.get("authorization") ?? "") ?? [];
  if (/^bearer$/i.test(scheme)) return keyOf(value);
  if (/^basic$/i.test(scheme)) return keyOf(Buffer.from(value, "base64").toString("utf8"));
  const apiKey = headers.get("x-api-key")?.trim();
  if (apiKey !== undefined && apiKey !== "") return keyOf(apiKey);
  const token = cookieOf(headers.get("cookie") ?? "", sessionCookie);
  return token === undefined || token === "" ? undefined : { kind: "session", token };
}

/** A key as it is written: `ID:SECRET`, or the secret alone. Undefined without a secret. */
export function keyOf(written: string): Extract<Credentials, { kind: "key" }> | undefined {
  const at = written.indexOf(":");
  const id = at <= 0 ? undefined : written.slice(0, at);
  const secret = written.slice(at + 1);
  return secret === "" ? undefined : { kind: "key", id, secret };
}

function cookieOf(header: string, name: string): string | undefined {
  for (const part of header.split(";")) {
    const at = part.indexOf("=");
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

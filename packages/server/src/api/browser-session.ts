import { deleteCookie, setCookie } from "hono/cookie";
import { type BegunSession, sessionCookie } from "../access/index.ts";
import type { ApiContext } from "./environment.ts";

/** Where browsers reach the server: as it was told, else as this request did. */
export function ownOrigin(c: ApiContext): string {
  return c.var.services.settings.publicUrl ?? new URL(c.req.url).origin;
}

/** How cookies are set: no script reads them, other sites' requests for anything but a page do not carry them. */
export function cookieOptions(c: ApiContext, path = "/") {
  const secure = c.var.services.settings.publicUrl?.startsWith("https:") === true;
  return { path, httpOnly: true, sameSite: "Lax", secure } as const;
}

/** Gives the browser its session; returns what may be told of it. */
export function giveSession(c: ApiContext, { token, expiresAt }: BegunSession): { expiresAt: string } {
  setCookie(c, sessionCookie, token, { ...cookieOptions(c), expires: expiresAt });
  return { expiresAt: expiresAt.toISOString() };
}

/** Takes the session's cookie from the browser. */
export function takeSession(c: ApiContext): void {
  deleteCookie(c, sessionCookie, cookieOptions(c));
}

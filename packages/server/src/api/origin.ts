import type { Context } from "hono";
import type { ApiEnvironment } from "./environment.ts";
import { RequestError } from "./problem.ts";

const local = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a host to bind can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Refuses a request for a name that is not this server's: a page elsewhere may have its own name point to this machine
 * (DNS rebinding). Asked of browsers only, since a key is proof enough. A server that is bound wider and was not told its
 * public address cannot know its names and takes all. Throws RequestError 421.
 */
export function checkHost(c: Context<ApiEnvironment>): void {
  const { host, publicUrl } = c.var.services.settings;
  if (publicUrl === undefined && !isLoopback(host)) return;
  const named = hostOf(`http://${c.req.header("host") ?? ""}`)?.hostname;
  if (named !== undefined && (local.has(named) || named === host || named === hostOf(publicUrl ?? "")?.hostname))
    return;
  throw new RequestError(
    421,
    "wrong-host",
    "this server does not go by the name that the request used",
    "GOLDLOOP_PUBLIC_URL=https://NAME goldloop serve",
  );
}

/**
 * Refuses a change that a page of another origin asks for with the person's cookie, or a login from there. Browsers name the
 * origin of every such request; programs name none. Throws RequestError 403.
 */
export function checkOrigin(c: Context<ApiEnvironment>): void {
  if (c.req.method === "GET" || c.req.method === "HEAD") return;
  const origin = c.req.header("origin");
  const site = c.req.header("sec-fetch-site");
  if (origin === undefined && (site === undefined || site === "same-origin" || site === "none")) return;
  const from = hostOf(origin ?? "")?.host;
  const own = [
    hostOf(`http://${c.req.header("host") ?? ""}`)?.host,
    hostOf(c.var.services.settings.publicUrl ?? "")?.host,
  ];
  if (from !== undefined && own.includes(from)) return;
  throw new RequestError(403, "foreign-origin", "the request comes from a page of another origin");
}

function hostOf(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

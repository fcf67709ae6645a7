import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import type { MiddlewareHandler } from "hono";

const yearSeconds = 31_536_000;

/**
 * The web app's files, then its pages. Files under `/assets` carry a hash in their names and are kept for good; every other
 * address that a browser opens is one of the app's own pages and gets its index. Without a built app a page says how to build it.
 */
export function webApp(root: string): MiddlewareHandler[] {
  const index = join(root, "index.html");
  if (!existsSync(index)) return [page(notBuilt)];
  return [files(root), page(readFileSync(index, "utf8"))];
}

function files(root: string): MiddlewareHandler {
  const find = serveStatic({ root, precompressed: true, index: "index-is-a-page" });
  return async (c, next) => {
    const served = await find(c, next);
    if (!(served instanceof Response)) return served;
    const lasting = c.req.path.startsWith("/assets/");
    served.headers.set("cache-control", lasting ? `public, max-age=${yearSeconds}, immutable` : "no-cache");
    return served;
  };
}

const otherRooms = /^\/(?:api|v1|langsmith|assets)(?:\/|$)/;

function page(html: string): MiddlewareHandler {
  return async (c, next) => {
    const { path, method } = c.req;
    const asked = path === "/" || (c.req.header("accept") ?? "").includes("text/html");
    if ((method !== "GET" && method !== "HEAD") || otherRooms.test(path) || !asked) return next();
    return c.html(html, 200, { "cache-control": "no-cache" });
  };
}

const notBuilt = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Goldloop</title></head>
<body><h1>Goldloop is running</h1><p>Its API answers; the web app is not built. Build it and start the server again:</p>
<pre>npm run build</pre></body></html>
`;

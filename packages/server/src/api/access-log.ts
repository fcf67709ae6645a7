import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Logger } from "pino";
import type { Metrics } from "../observe/index.ts";
import type { ApiEnvironment } from "./environment.ts";

/**
 * Counts and logs every request by its route's pattern: neither the address nor the query is written, since both may hold
 * what people search for. Ingest and health are logged when they fail.
 */
export function accessLog(log: Logger, metrics: Metrics): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    const startedAt = performance.now();
    await next();
    const { method } = c.req;
    const { status } = c.res;
    // What only looks at every request has the method ALL.
    const route = matchedRoutes(c).findLast((matched) => matched.method !== "ALL")?.path ?? "other";
    const ms = performance.now() - startedAt;
    metrics.requests.observe({ method, route, status }, ms / 1000);
    const quiet = status < 400 && !route.startsWith("/api/v1");
    log[quiet ? "debug" : "info"](
      { requestId: c.var.requestId, method, route, status, ms: Math.round(ms), ...actorOf(c.var) },
      "request",
    );
  };
}

function actorOf({ principal }: Partial<ApiEnvironment["Variables"]>): Record<string, string> {
  if (principal === undefined) return {};
  return principal.kind === "key" ? { key: principal.keyId } : { person: principal.personId };
}

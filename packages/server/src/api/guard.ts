import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { credentialsOf } from "../access/index.ts";
import type { ApiEnvironment } from "./environment.ts";
import { checkHost, checkOrigin } from "./origin.ts";
import { RequestError } from "./problem.ts";
import type { RouteRules } from "./route.ts";

const defaultMaxBody = 1024 * 1024;

/**
 * What stands before every route: who asks, whether a browser was tricked into asking, which project it is about and
 * whether they may; then the size of the body. Throws RequestError 401, 403, 404, 413, 421.
 */
export function guard(rules: RouteRules): MiddlewareHandler<ApiEnvironment> {
  const maxSize = rules.maxBody === "own" ? Number.POSITIVE_INFINITY : (rules.maxBody ?? defaultMaxBody);
  const tooLarge = (): never => {
    throw new RequestError(413, "body-too-large", `the body is larger than ${maxSize} bytes`);
  };
  const count = bodyLimit({ maxSize, onError: tooLarge });
  return async (c, next) => {
    if (rules.permission === "anyone") {
      if (rules.anyHost !== true) checkHost(c);
      checkOrigin(c);
    } else await admit(c, rules.permission);
    if (rules.maxBody === "own") return next();
    // A body that nobody touched is read to its end by the adapter, so that the connection can be used again.
    if (Number(c.req.header("content-length") ?? 0) > maxSize) return tooLarge();
    return c.req.header("transfer-encoding") === undefined ? next() : count(c, next);
  };
}

async function admit(
  c: Context<ApiEnvironment>,
  permission: Exclude<RouteRules["permission"], "anyone">,
): Promise<void> {
  const { access } = c.var.services;
  const credentials = credentialsOf(c.req.raw.headers);
  if (credentials === undefined) {
    throw new RequestError(401, "no-credentials", "a key or a session is needed", keyHint);
  }
  const principal = await access.authenticate(credentials);
  if (principal === undefined) {
    const what = credentials.kind === "key" ? "the key is unknown or revoked" : "the session has ended";
    throw new RequestError(401, "bad-credentials", what, credentials.kind === "key" ? keyHint : "log in again");
  }
  if (principal.kind === "person") {
    checkHost(c);
    checkOrigin(c);
  }
  c.set("principal", principal);
  if (permission === "principal") return;
  const name = c.req.query("project");
  const projectId = await access.projectFor(principal, name);
  if (projectId === undefined) {
    if (name !== undefined) throw new RequestError(404, "unknown-project", "there is no such project for you");
    throw new RequestError(400, "project-needed", "the request names no project", "?project=NAME");
  }
  const enough = typeof permission === "string" ? [permission] : permission;
  if (!enough.some((one) => access.allows(principal, one, projectId))) {
    const named = enough.join(" or ");
    throw new RequestError(403, "not-allowed", `this needs the permission ${named}`, hintOf(enough));
  }
  c.set("projectId", projectId);
}

const keyHint = "authorization: Bearer KEY   (Settings, Keys; the command line takes GOLDLOOP_API_KEY)";

function hintOf(permissions: readonly string[]): string {
  return permissions.includes("write-traces") || permissions.includes("manage")
    ? "ask an admin of the project"
    : "a full key, or a person with a role in the project";
}

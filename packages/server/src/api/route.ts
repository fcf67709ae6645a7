import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import type { Permission } from "../access/principal.ts";
import { problemSchema } from "./contract/shared.ts";
import type { ApiEnvironment } from "./environment.ts";
import { guard } from "./guard.ts";

/**
 * Who may call a route. A `Permission` is one within a project: the guard finds the project (the key's, or the person's
 * `?project=`) and leaves it in `c.var.projectId`. `principal`: any valid key or session; the route asks further itself.
 * `anyone`: no key, no session (health, login).
 */
export type RoutePermission = Permission | "principal" | "anyone";

/** What a route says of itself beside its OpenAPI description. */
export interface RouteRules {
  /** Of several permissions one is enough. */
  permission: RoutePermission | readonly Permission[];
  /** Largest body in bytes, after which 413 is answered. Default 1 MiB. Routes that read their body themselves give `"own"`. */
  maxBody?: number | "own" | undefined;
  /** Not only by the server's own name; for what tells nothing. */
  anyHost?: true | undefined;
}

/** Where the description of a route keeps its permission. */
export const permissionKey = "x-permission";

type Described = Omit<RouteConfig, "path" | "middleware" | "security"> & { path: string } & RouteRules;

/**
 * Declares a route of the API: `createRoute` of zod-openapi with who may call it. The guard runs before anything is read or
 * validated. A query takes nothing that its schema does not name, unless that is a `looseObject`. Problem answers (4xx, 5xx) need not be described. A route that is made otherwise keeps the server from starting.
 *
 * @example
 * ```ts
 * const list = route({
 *   method: "get",
 *   path: "/traces",
 *   permission: "read",
 *   summary: "Traces, newest first",
 *   request: { query: traceListQuery },
 *   responses: { 200: json(traceListSchema, "one page") },
 * });
 * export const traceRoutes = (services: Services) =>
 *   new OpenAPIHono<ApiEnvironment>().openapi(list, async (c) => c.json(await ..., 200));
 * ```
 */
export function route<const P extends string, R extends Described & { path: P }>(
  described: R,
): Omit<R, keyof RouteRules> & { path: P; getRoutingPath(): string } {
  const { permission, maxBody, anyHost, ...config } = described;
  const body = config.request?.body;
  const query = strict(config.request?.query);
  const made = createRoute({
    ...config,
    [permissionKey]: permission,
    ...(permission === "anyone" ? { security: [] } : {}),
    // Without `required` zod-openapi hands an unchecked `{}` to the handler when a request names no content type.
    request: {
      ...config.request,
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body: { ...body, required: true } }),
    },
    responses: { ...config.responses, default: problemAnswer },
    middleware: [guard({ permission, maxBody, anyHost }), remember({ query, json: jsonOf(body) })],
  });
  return made;
}

/** Misspelled parameters would otherwise ask for everything. */
function strict<S>(schema: S): S {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? (schema.strict() as S) : schema;
}

function jsonOf(body: NonNullable<RouteConfig["request"]>["body"]): z.ZodType | undefined {
  const media = body?.content["application/json"];
  return media !== undefined && "schema" in media && media.schema instanceof z.ZodType ? media.schema : undefined;
}

function remember({
  query,
  json: body,
}: {
  query: unknown;
  json: z.ZodType | undefined;
}): MiddlewareHandler<ApiEnvironment> {
  const accepts = {
    ...(query instanceof z.ZodType ? { query } : {}),
    ...(body === undefined ? {} : { json: body }),
  };
  return async (c, next) => {
    c.set("accepts", accepts);
    await next();
  };
}

/** A JSON answer or body with its schema. */
export function json<const S>(
  schema: S,
  description: string,
): { description: string; content: { "application/json": { schema: S } } } {
  return { description, content: { "application/json": { schema } } };
}

const problemAnswer = json(problemSchema, "what is wrong, and how to mend it");

/** For sub-apps: `new OpenAPIHono<ApiEnvironment>()`. */
export type { ApiEnvironment };

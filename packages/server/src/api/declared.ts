import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnvironment } from "./environment.ts";
import { permissionKey } from "./route.ts";

/**
 * Throws when a handler was added past `route()`: it would answer without asking who asks. What only looks at every request
 * (`app.use`) has the method ALL and is none.
 */
export function checkDeclared(app: OpenAPIHono<ApiEnvironment>): void {
  const declared = new Set<string>();
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { method, path } = definition.route;
    if (permissionKey in definition.route) declared.add(`${method.toUpperCase()} ${routingPath(path)}`);
  }
  const undeclared = app.routes.filter(({ method, path }) => method !== "ALL" && !declared.has(`${method} ${path}`));
  const [first] = undeclared;
  if (first !== undefined) {
    throw new TypeError(`${first.method} ${first.path} says nothing of who may call it: declare it by route()`);
  }
}

function routingPath(path: string): string {
  return path.replaceAll(/\/\{(.+?)\}/g, "/:$1");
}

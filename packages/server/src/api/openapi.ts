import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { ApiEnvironment } from "./environment.ts";
import { json, route } from "./route.ts";

const showDocument = route({
  method: "get",
  path: "/openapi.json",
  tags: ["Health"],
  permission: "anyone",
  summary: "This document",
  responses: { 200: json(z.looseObject({ openapi: z.string() }), "OpenAPI 3.1") },
});

/** Describes every route of `app`. The document is made at the first request. */
export function openApiRoutes(app: OpenAPIHono<ApiEnvironment>) {
  let document: { openapi: string } | undefined;
  return new OpenAPIHono<ApiEnvironment>().openapi(showDocument, (c) => {
    document ??= describe(app);
    return c.json(document, 200);
  });
}

function describe(app: OpenAPIHono<ApiEnvironment>): { openapi: string } {
  const { openAPIRegistry } = app;
  openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "a project's key, ID:SECRET or the secret alone",
  });
  openAPIRegistry.registerComponent("securitySchemes", "basic", {
    type: "http",
    scheme: "basic",
    description: "a key as user name (id) and password (secret), as Langfuse clients send it",
  });
  openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    type: "apiKey",
    in: "header",
    name: "x-api-key",
    description: "a key, as LangSmith clients send it",
  });
  openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "goldloop_session",
    description: "a logged-in person",
  });
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Goldloop",
      version: "1",
      description:
        "Traces in, signals out. `x-permission` says what a key or person needs; `principal` is any valid one, `anyone` is none.",
    },
    security: [{ bearer: [] }, { basic: [] }, { apiKey: [] }, { session: [] }],
  });
}

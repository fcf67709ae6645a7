import { OpenAPIHono, z } from "@hono/zod-openapi";
import { createSpanParts, langfuseHandlers, otlpHandler } from "../../ingest/index.ts";
import type { ApiEnvironment } from "../environment.ts";
import { json, route, type RouteRules } from "../route.ts";
import type { Services } from "../services.ts";

const anything = z.looseObject({});
const params = z.object({ id: z.string() });

function address<const M extends "get" | "post" | "delete", const P extends string>(
  method: M,
  path: P,
  permission: RouteRules["permission"],
  summary: string,
  anyHost?: true,
) {
  return route({
    method,
    path,
    permission,
    anyHost,
    maxBody: "own",
    tags: ["Langfuse clients"],
    summary,
    ...(path.includes("{id}") ? { request: { params } } : {}),
    responses: { 200: json(anything, "as Langfuse answers") },
  });
}

/** What Langfuse's clients call, where they look for it: mounted at `/api/public`. */
export function langfuseRoutes(services: Services): OpenAPIHono<ApiEnvironment> {
  const handlers = langfuseHandlers(createSpanParts(services));
  const write = ["write-traces"] as const;
  const use = ["write-traces", "read"] as const;
  return new OpenAPIHono<ApiEnvironment>()
    .openapi(address("post", "/otel/v1/traces", write, "OTLP traces"), otlpHandler("traces") as never)
    .openapi(
      address("post", "/ingestion", write, "a batch of traces, observations and scores"),
      handlers.ingestion as never,
    )
    .openapi(address("post", "/scores", write, "one score"), handlers.createScore as never)
    .openapi(address("get", "/scores/{id}", "read", "one score"), handlers.readScore as never)
    .openapi(address("get", "/v2/scores/{id}", "read", "one score"), handlers.readScore as never)
    .openapi(address("delete", "/scores/{id}", write, "takes a score back"), handlers.deleteScore as never)
    .openapi(address("get", "/projects", use, "the key's project"), handlers.projects as never)
    .openapi(address("get", "/health", "anyone", "whether the server runs", true), handlers.health as never);
}

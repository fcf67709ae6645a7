import { OpenAPIHono, z } from "@hono/zod-openapi";
import { createSpanParts, langsmithHandlers, otlpHandler } from "../../ingest/index.ts";
import type { ApiEnvironment } from "../environment.ts";
import { json, route, type RouteRules } from "../route.ts";
import type { Services } from "../services.ts";

const anything = z.looseObject({});
const params = z.object({ id: z.string() });

function address<const M extends "get" | "post" | "patch" | "delete", const P extends string>(
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
    tags: ["LangSmith clients"],
    summary,
    ...(path.includes("{id}") ? { request: { params } } : {}),
    responses: { 200: json(anything, "as LangSmith answers") },
  });
}

/** What LangSmith's clients call below the endpoint that they are given: mounted at `/langsmith`. */
export function langsmithRoutes(services: Services): OpenAPIHono<ApiEnvironment> {
  const handlers = langsmithHandlers(createSpanParts(services));
  const write = ["write-traces"] as const;
  const use = ["write-traces", "read"] as const;
  return new OpenAPIHono<ApiEnvironment>()
    .openapi(address("get", "/info", "anyone", "what the server takes", true), handlers.info as never)
    .openapi(address("get", "/ok", "anyone", "whether the server runs", true), ((c: {
      json(value: unknown): Response;
    }) => c.json({ ok: true })) as never)
    .openapi(address("post", "/runs", write, "begins a run"), handlers.createRun as never)
    .openapi(address("patch", "/runs/{id}", write, "adds to a run"), handlers.updateRun as never)
    .openapi(address("post", "/runs/batch", write, "runs that begin and that are added to"), handlers.batch as never)
    .openapi(address("post", "/runs/multipart", write, "the same as parts of a form"), handlers.multipart as never)
    .openapi(address("post", "/feedback", write, "feedback on a run"), handlers.createFeedback as never)
    .openapi(address("get", "/feedback/{id}", "read", "one piece of feedback"), handlers.readFeedback as never)
    .openapi(address("patch", "/feedback/{id}", write, "changes feedback"), handlers.updateFeedback as never)
    .openapi(address("delete", "/feedback/{id}", write, "takes feedback back"), handlers.deleteFeedback as never)
    .openapi(address("get", "/sessions", use, "the key's project"), handlers.projects as never)
    .openapi(address("post", "/otel/v1/traces", write, "OTLP traces"), otlpHandler("traces") as never);
}

import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { Registry } from "prom-client";
import type { ApiEnvironment } from "../environment.ts";
import { route } from "../route.ts";

const showMetrics = route({
  method: "get",
  path: "/metrics",
  tags: ["Health"],
  permission: "anyone",
  anyHost: true,
  summary: "Figures of the server itself for Prometheus; no project, no payload",
  responses: { 200: { description: "the text format", content: { "text/plain": { schema: z.string() } } } },
});

/** The server's own figures. */
export const metricsRoutes = (registry: Registry) =>
  new OpenAPIHono<ApiEnvironment>().openapi(showMetrics, async (c) =>
    c.text(await registry.metrics(), 200, { "content-type": registry.contentType }),
  );

import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { ApiEnvironment } from "../environment.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const healthSchema = z.object({ status: z.literal("ok") });
const readySchema = z.object({
  status: z.enum(["ready", "not-ready"]),
  clickhouse: z.enum(["ok", "no-answer"]),
  database: z.enum(["ok", "no-answer"]),
});

const showHealth = route({
  method: "get",
  path: "/healthz",
  tags: ["Health"],
  permission: "anyone",
  anyHost: true,
  summary: "Whether the process lives",
  responses: { 200: json(healthSchema, "it does") },
});

const showReadiness = route({
  method: "get",
  path: "/readyz",
  tags: ["Health"],
  permission: "anyone",
  anyHost: true,
  summary: "Whether both databases answer",
  responses: { 200: json(readySchema, "both do"), 503: json(readySchema, "which one does not") },
});

/** For load balancers and orchestrators: no key, and any host name, since they use addresses. */
export const healthRoutes = ({ clickhouse, database }: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .openapi(showHealth, (c) => c.json({ status: "ok" } as const, 200))
    .openapi(showReadiness, async (c) => {
      const answers = await Promise.allSettled([clickhouse.ping(), database.ping()]);
      const [spans, rest] = answers.map(({ status }) => (status === "fulfilled" ? "ok" : "no-answer"));
      const state = { clickhouse: spans ?? "no-answer", database: rest ?? "no-answer" } as const;
      const ready = state.clickhouse === "ok" && state.database === "ok";
      return ready ? c.json({ status: "ready", ...state }, 200) : c.json({ status: "not-ready", ...state }, 503);
    });

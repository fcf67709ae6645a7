import { OpenAPIHono, z } from "@hono/zod-openapi";
import { auditListSchema } from "../contract/access.ts";
import { cursorQuery } from "../contract/shared.ts";
import type { ApiEnvironment } from "../environment.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const showAudit = route({
  method: "get",
  path: "/audit",
  tags: ["Audit"],
  permission: "read-audit",
  summary: "Who changed what, newest first; with a role in every project also what concerns the whole server",
  request: { query: cursorQuery.extend({ project: z.string().optional() }) },
  responses: { 200: json(auditListSchema, "one page") },
});

/** The log of every change. */
export const auditRoutes = ({ access }: Services) =>
  new OpenAPIHono<ApiEnvironment>().openapi(showAudit, async (c) => {
    const { cursor, limit } = c.req.valid("query");
    return c.json(await access.audit(c.var.principal, c.var.projectId, { cursor, limit }), 200);
  });

import { OpenAPIHono, z } from "@hono/zod-openapi";
import { sessionListSchema, sessionSchema, traceListQuery } from "../contract/traces.ts";
import type { ApiEnvironment } from "../environment.ts";
import { checkFlags } from "../flags.ts";
import { RequestError } from "../problem.ts";
import { rangeOf } from "../range.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const listSessions = route({
  method: "get",
  path: "/sessions",
  tags: ["Sessions"],
  permission: "read",
  summary: "Sessions with a trace in the range, newest first",
  request: { query: traceListQuery },
  responses: { 200: json(sessionListSchema, "one page") },
});

const showSession = route({
  method: "get",
  path: "/sessions/{sessionId}",
  tags: ["Sessions"],
  permission: "read",
  summary: "One conversation: its traces in order",
  request: {
    params: z.object({ sessionId: z.string().min(1).max(500) }),
    query: z.object({ project: z.string().optional() }),
  },
  responses: { 200: json(sessionSchema, "the session") },
});

/** Sessions: the traces of one conversation. */
export const sessionRoutes = ({ projects, spans }: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .openapi(listSessions, async (c) => {
      const query = c.req.valid("query");
      const range = rangeOf(query);
      await checkFlags({ projects, spans }, c.var.projectId, query, range);
      return c.json(await spans.sessions(c.var.projectId, query, range, c.req.raw.signal), 200);
    })
    .openapi(showSession, async (c) => {
      const session = await spans.session(c.var.projectId, c.req.valid("param").sessionId);
      if (session === undefined) throw new RequestError(404, "unknown-session", "no such session is known");
      return c.json(session, 200);
    });

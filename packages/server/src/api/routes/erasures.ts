import { createHmac } from "node:crypto";
import { OpenAPIHono, z } from "@hono/zod-openapi";
import { erasureBody, erasureSchema } from "../contract/access.ts";
import type { ApiEnvironment } from "../environment.ts";
import { RequestError } from "../problem.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const erase = route({
  method: "post",
  path: "/erasures",
  tags: ["Erasure"],
  permission: "manage",
  summary: "Remove every copy of what belongs to one user, session or trace",
  request: { query: z.object({ project: z.string().optional() }), body: json(erasureBody, "exactly one of the three") },
  responses: { 200: json(erasureSchema, "how much was removed") },
});

/** Erasure. The log says who asked when, before and after: an erasure that was cut short is seen there. */
export const erasureRoutes = ({ access, projects, spans, review }: Services) =>
  new OpenAPIHono<ApiEnvironment>().openapi(erase, async (c) => {
    const { principal, projectId } = c.var;
    const [[kind, id] = [], ...more] = Object.entries(c.req.valid("json")).filter(([, given]) => given !== undefined);
    if (kind === undefined || id === undefined || more.length > 0) {
      const hint = '{ "userId": "..." }';
      throw new RequestError(422, "erase-what", "exactly one of userId, sessionId and traceId is needed", hint);
    }
    const { redaction } = await projects.settings(projectId);
    const subject = subjectOf(kind, id, redaction.key);
    await access.record(principal, { action: "erasure.begin", subject, projectId });
    const what = { [kind]: kind === "traceId" ? id.toLowerCase() : id };
    const removed = { ...(await spans.erase(projectId, what)), reviews: await review.erase(projectId, what) };
    await access.record(principal, { action: "erasure", subject, projectId, after: removed });
    return c.json(removed, 200);
  });

/**
 * What was erased, as the log keeps it: an id of a user or session would itself be a copy. Its HMAC under the project's key
 * still tells whether an id at hand was erased.
 */
export function subjectOf(kind: string, id: string, key: string | Uint8Array | undefined): string {
  if (kind === "traceId") return `trace ${id.toLowerCase()}`;
  const name = kind.replace(/Id$/, "");
  return key === undefined ? name : `${name} #${createHmac("sha256", key).update(id).digest("hex").slice(0, 16)}`;
}

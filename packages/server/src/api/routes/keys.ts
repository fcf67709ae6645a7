import { OpenAPIHono, z } from "@hono/zod-openapi";
import { keyBody, keyListSchema, keySchema, newKeySchema } from "../contract/access.ts";
import type { ApiEnvironment } from "../environment.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const tags = ["Keys"];
const query = z.object({ project: z.string().optional() });

const listKeys = route({
  method: "get",
  path: "/keys",
  tags,
  permission: "manage",
  summary: "The project's keys, newest first, revoked ones too",
  request: { query },
  responses: { 200: json(keyListSchema, "without their secrets") },
});

const createKey = route({
  method: "post",
  path: "/keys",
  tags,
  permission: "manage",
  summary: "Make a key of the project",
  request: { query, body: json(keyBody, "its name, and whether it may read as well") },
  responses: { 201: json(newKeySchema, "the only time that the secret is shown") },
});

const revokeKey = route({
  method: "delete",
  path: "/keys/{id}",
  tags,
  permission: "manage",
  summary: "End a key for good: at once here, within 5 s on other machines",
  request: { params: z.object({ id: z.string() }), query },
  responses: { 200: json(keySchema, "the key, with when it ended") },
});

/** Keys of a project. */
export const keyRoutes = ({ access }: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .openapi(listKeys, async (c) => c.json({ keys: await access.keys(c.var.principal, c.var.projectId) }, 200))
    .openapi(createKey, async (c) =>
      c.json(await access.createKey(c.var.principal, c.var.projectId, c.req.valid("json")), 201),
    )
    .openapi(revokeKey, async (c) =>
      c.json(await access.revokeKey(c.var.principal, c.var.projectId, c.req.valid("param").id), 200),
    );

import { OpenAPIHono, z } from "@hono/zod-openapi";
import { markerBody, markerListSchema, markerSchema } from "../contract/access.ts";
import { instant } from "../contract/shared.ts";
import type { ApiEnvironment } from "../environment.ts";
import { rangeOf } from "../range.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const tags = ["Releases"];

const listMarkers = route({
  method: "get",
  path: "/releases/markers",
  tags,
  permission: "read",
  summary: "Moments that charts mark, oldest first",
  request: {
    query: z.object({
      project: z.string().optional(),
      from: instant.optional().openapi({ description: "default: the beginning" }),
      to: instant.optional().openapi({ description: "default: now" }),
    }),
  },
  responses: { 200: json(markerListSchema, "those of the range") },
});

const mark = route({
  method: "post",
  path: "/releases/markers",
  tags,
  permission: "review",
  summary: "Mark that a release was shipped",
  request: { query: z.object({ project: z.string().optional() }), body: json(markerBody, "which, when and why") },
  responses: { 201: json(markerSchema, "the marker") },
});

/** Release markers. */
export const releaseMarkerRoutes = ({ access, projects }: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .openapi(listMarkers, async (c) => {
      const { from = "1970-01-01T00:00:00Z", to } = c.req.valid("query");
      return c.json({ markers: await projects.markers(c.var.projectId, rangeOf({ from, to })) }, 200);
    })
    .openapi(mark, async (c) => {
      const { principal, projectId } = c.var;
      const marker = await projects.mark(projectId, c.req.valid("json"), (transaction, after) =>
        access.record(principal, { action: "release.mark", subject: after.release, projectId, after }, transaction),
      );
      return c.json(marker, 201);
    });

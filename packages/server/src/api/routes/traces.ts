import { OpenAPIHono, z } from "@hono/zod-openapi";
import {
  facetsSchema,
  histogramSchema,
  leanTraceQuery,
  traceFilterQuery,
  traceListQuery,
  traceListSchema,
  traceSchema,
} from "../contract/traces.ts";
import type { ApiEnvironment } from "../environment.ts";
import { checkFlags } from "../flags.ts";
import { RequestError } from "../problem.ts";
import { msOf, rangeOf } from "../range.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const listTraces = route({
  method: "get",
  path: "/traces",
  tags: ["Traces"],
  permission: "read",
  summary: "Traces, newest first or by another order, a page at a time",
  request: { query: traceListQuery },
  responses: { 200: json(traceListSchema, "one page") },
});

const showHistogram = route({
  method: "get",
  path: "/traces/histogram",
  tags: ["Traces"],
  permission: "read",
  summary: "How many traces, and how many with errors, over time",
  request: { query: traceFilterQuery },
  responses: { 200: json(histogramSchema, "bars, empty ones included") },
});

const showFacets = route({
  method: "get",
  path: "/traces/facets",
  tags: ["Traces"],
  permission: "read",
  summary: "The values that the traces of a range have, with counts",
  request: { query: traceFilterQuery },
  responses: { 200: json(facetsSchema, "each facet under all other filters") },
});

const showTrace = route({
  method: "get",
  path: "/traces/{traceId}",
  tags: ["Traces"],
  permission: "read",
  summary: "One trace: its spans in canonical form, scores and feedback",
  request: {
    params: z.object({
      traceId: z
        .string()
        .regex(/^[0-9a-f]{32}$/i, "32 hex digits are needed")
        .openapi({ example: "4bf92f3577b34da6a3ce929d0e0e4736" }),
    }),
    query: leanTraceQuery,
  },
  responses: { 200: json(traceSchema, "the trace") },
});

/** Lists, counts and shows traces. */
export const traceRoutes = ({ projects, spans }: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .openapi(listTraces, async (c) => {
      const query = c.req.valid("query");
      const range = rangeOf(query);
      await checkFlags({ projects, spans }, c.var.projectId, query, range);
      return c.json(await spans.list(c.var.projectId, query, range, c.req.raw.signal), 200);
    })
    .openapi(showHistogram, async (c) => {
      const query = c.req.valid("query");
      const range = rangeOf(query);
      await checkFlags({ projects, spans }, c.var.projectId, query, range);
      return c.json(await spans.histogram(c.var.projectId, query, range, c.req.raw.signal), 200);
    })
    .openapi(showFacets, async (c) => {
      const query = c.req.valid("query");
      const range = rangeOf(query);
      await checkFlags({ projects, spans }, c.var.projectId, query, range);
      return c.json(await spans.facets(c.var.projectId, query, range, c.req.raw.signal), 200);
    })
    .openapi(showTrace, async (c) => {
      const { lean, near, span } = c.req.valid("query");
      const { traceId } = c.req.valid("param");
      const options = {
        lean: lean === "true",
        ...(near === undefined ? {} : { nearMs: msOf(near) }),
        ...(span === undefined ? {} : { spanIds: [span].flat() }),
      };
      const trace = await spans.trace(c.var.projectId, traceId.toLowerCase(), options);
      if (trace === undefined) throw new RequestError(404, "unknown-trace", "no such trace is known");
      return c.json(trace, 200);
    });

import { OpenAPIHono, z } from "@hono/zod-openapi";
import { nearest } from "goldloop/error";
import {
  overviewSchema,
  releaseListSchema,
  seriesSchema,
  signalListSchema,
  signalQuery,
  type SignalSeries,
} from "../contract/signals.ts";
import { several } from "../contract/shared.ts";
import type { ApiEnvironment } from "../environment.ts";
import { RequestError } from "../problem.ts";
import { rangeOf } from "../range.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

/** The list ends there: whether a score that is not in it exists is not known then. */
const mostListedScores = 200;

const listSignals = route({
  method: "get",
  path: "/signals",
  tags: ["Signals"],
  permission: "read",
  summary: "The signals that the project has",
  request: { query: z.object({ project: z.string().optional() }) },
  responses: { 200: json(signalListSchema, "names, units, and what they can be grouped by") },
});

const showSignal = route({
  method: "get",
  path: "/signals/{name}",
  tags: ["Signals"],
  permission: "read",
  summary: "One signal over time, whole or by group",
  request: {
    params: z.object({ name: z.string().min(1).max(300).openapi({ example: "errorRate" }) }),
    query: signalQuery,
  },
  responses: { 200: json(seriesSchema, "its series, with n of every point") },
});

const listReleases = route({
  method: "get",
  path: "/releases",
  tags: ["Signals"],
  permission: "read",
  summary: "Releases that were seen in spans or marked, newest first",
  request: { query: z.object({ project: z.string().optional(), environment: several() }) },
  responses: { 200: json(releaseListSchema, "the releases") },
});

const showOverview = route({
  method: "get",
  path: "/overview",
  tags: ["Signals"],
  permission: "read",
  summary: "The state at a glance: a sentence, the signals, the newest releases, what asks for a person",
  request: { query: signalQuery },
  responses: { 200: json(overviewSchema, "what the first page shows") },
});

/** Signals and the overview that is made of them. */
export const signalRoutes = ({ signals }: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .openapi(listSignals, async (c) => c.json({ signals: await signals.list(c.var.projectId) }, 200))
    .openapi(showSignal, async (c) => {
      const query = c.req.valid("query");
      const { name } = c.req.valid("param");
      const series = await signals.series(c.var.projectId, name, query, rangeOf(query), c.req.raw.signal);
      if (series === undefined || isEmpty(series)) {
        const listed = (await signals.list(c.var.projectId)).map((signal) => signal.name);
        if (series === undefined || !mayBeOf(listed, name)) {
          const near = nearest(name, listed);
          const hint = near === undefined ? "GET /api/v1/signals lists them" : `did you mean ${near}?`;
          throw new RequestError(404, "unknown-signal", "no signal has this name", hint);
        }
      }
      return c.json(series, 200);
    })
    .openapi(listReleases, async (c) => {
      const { environment } = c.req.valid("query");
      const environments = environment === undefined ? undefined : [environment].flat();
      return c.json({ releases: await signals.releases(c.var.projectId, environments) }, 200);
    })
    .openapi(showOverview, async (c) => {
      const query = c.req.valid("query");
      return c.json(await signals.overview(c.var.projectId, query, rangeOf(query), c.req.raw.signal), 200);
    });

function isEmpty({ series }: SignalSeries): boolean {
  return series.every(({ total }) => total.n === 0);
}

/** Whether the project has the signal: a score that has none in the range is still one, a misspelled one never was. */
function mayBeOf(listed: readonly string[], name: string): boolean {
  return listed.includes(name) || listed.filter((one) => one.startsWith("score.")).length >= mostListedScores;
}

import { randomUUID } from "node:crypto";
import type { ApiContext } from "../../api/environment.ts";
import { RequestError } from "../../api/problem.ts";
import type { SpanParts } from "../parts/index.ts";
import { objectIn, readJson, readJsonObject } from "../read-json.ts";
import { storedScore, type GivenScore } from "../stored-scores.ts";
import { readBatch } from "./batch.ts";
import { readScores, scoreJson, scoreOf } from "./score.ts";

/** Handlers of what Langfuse's clients call, by what they do. The routes say where and who may. */
export interface LangfuseHandlers {
  ingestion: (c: ApiContext) => Promise<Response>;
  createScore: (c: ApiContext) => Promise<Response>;
  readScore: (c: ApiContext) => Promise<Response>;
  deleteScore: (c: ApiContext) => Promise<Response>;
  projects: (c: ApiContext) => Promise<Response>;
  health: (c: ApiContext) => Response;
}

/** Makes the handlers; `parts` is shared by all routes of the server. */
export function langfuseHandlers(parts: SpanParts): LangfuseHandlers {
  const known = async (c: ApiContext): Promise<GivenScore> => {
    const stored = await storedScore(c.var.services.clickhouse, c.var.projectId, c.req.param("id") ?? "");
    if (stored === undefined) throw new RequestError(404, "unknown-score", "no such score is known");
    return stored;
  };

  return {
    ingestion: async (c) => {
      const { projectId, principal, services } = c.var;
      const read = readBatch(await readJsonObject(c), projectId, Date.now());
      const keyId = principal.kind === "key" ? principal.keyId : "";
      const faults = await parts.submit(
        { projectId, keyId },
        read.parts.map(({ part }) => part),
      );
      if (read.scores.length > 0) await services.ingest.submitScores(read.scores.map(({ row }) => row));
      const errors = new Map(read.faults.map(({ item, status, message }) => [item, { status, message }]));
      faults.forEach((fault, index) => {
        const item = read.parts[index]?.item ?? -1;
        const status = fault?.code === "unknown-span" ? 404 : 400;
        if (fault !== undefined && item >= 0) errors.set(item, { status, message: fault.reason });
      });
      const items = read.ids.map((id, item) => ({ id, error: errors.get(item) }));
      return c.json(
        {
          successes: items.filter(({ error }) => error === undefined).map(({ id }) => ({ id, status: 201 })),
          errors: items.flatMap(({ id, error }) =>
            error === undefined ? [] : [{ id, ...error, error: error.message }],
          ),
        },
        207,
      );
    },
    createScore: async (c) => {
      const given = await readJson(c);
      const { projectId, services } = c.var;
      if (!Array.isArray(given)) {
        const row = scoreOf(objectIn(given), projectId, randomUUID(), Date.now());
        await services.ingest.submitScores([row]);
        return c.json({ id: row.id }, 200);
      }
      // from version 5 on the Python client sends what it has as one list
      const { rows, errors } = readScores(given, projectId, Date.now());
      if (rows.length > 0) await services.ingest.submitScores(rows);
      if (errors.length === 0) return c.json({ message: "Accepted" }, 202);
      return c.json({ accepted: rows.length, rejected: errors.length, errors }, 207);
    },
    readScore: async (c) => c.json(scoreJson(await known(c)), 200),
    deleteScore: async (c) => {
      await c.var.services.ingest.submitScores([{ ...(await known(c)), deleted: 1 }]);
      return c.body(null, 204);
    },
    projects: async (c) => {
      const { services, principal, projectId } = c.var;
      const project = (await services.access.projects(principal)).find(({ id }) => id === projectId);
      const organization = { id: "goldloop", name: "Goldloop" };
      return c.json({ data: [{ id: projectId, name: project?.name ?? projectId, organization, metadata: {} }] }, 200);
    },
    health: (c) => c.json({ status: "OK", version: "3.0.0" }, 200),
  };
}

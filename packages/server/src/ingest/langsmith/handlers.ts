import { createHash } from "node:crypto";
import type { ApiContext } from "../../api/environment.ts";
import { RequestError } from "../../api/problem.ts";
import type { SpanPart, SpanParts } from "../parts/index.ts";
import { readBody } from "../http/read-body.ts";
import { readJson, readJsonObject } from "../read-json.ts";
import { storedScore, type GivenScore } from "../stored-scores.ts";
import { changedFeedback, feedbackJson, scoreOfFeedback } from "./feedback.ts";
import { uuidHex } from "./ids.ts";
import { readMultipart, type RunBatch } from "./multipart.ts";
import { partOf, type Run } from "./run-part.ts";

/** What LangSmith's clients may send at once; their own default is larger than what a server may be set to take. */
const mostRuns = 100;

/** Handlers of what LangSmith's clients call, by what they do. The routes say where and who may. */
export interface LangsmithHandlers {
  info: (c: ApiContext) => Response;
  createRun: (c: ApiContext) => Promise<Response>;
  updateRun: (c: ApiContext) => Promise<Response>;
  batch: (c: ApiContext) => Promise<Response>;
  multipart: (c: ApiContext) => Promise<Response>;
  createFeedback: (c: ApiContext) => Promise<Response>;
  readFeedback: (c: ApiContext) => Promise<Response>;
  updateFeedback: (c: ApiContext) => Promise<Response>;
  deleteFeedback: (c: ApiContext) => Promise<Response>;
  projects: (c: ApiContext) => Response;
}

/** Makes the handlers; `parts` is shared by all routes of the server. */
export function langsmithHandlers(parts: SpanParts): LangsmithHandlers {
  const store = async (c: ApiContext, batch: RunBatch): Promise<Response> => {
    const { projectId, principal, services } = c.var;
    const nowMs = Date.now();
    const refused: { id: unknown; reason: string }[] = [];
    const told: { part: SpanPart; id: unknown }[] = [];
    for (const [runs, order] of [
      [batch.post.flatMap(withChildren), "begin"],
      [batch.patch, "update"],
    ] as const) {
      for (const run of runs) {
        const part = partOf(run, order, nowMs);
        if ("fault" in part) refused.push({ id: null, reason: part.fault });
        else told.push({ part, id: run["id"] });
      }
    }
    const traceOf = (spanId: string) => parts.traceOf(projectId, spanId);
    const scores = await Promise.all(batch.feedback.map((one) => scoreOfFeedback(one, projectId, nowMs, traceOf)));
    const keyId = principal.kind === "key" ? principal.keyId : "";
    const faults = await parts.submit(
      { projectId, keyId },
      told.map(({ part }) => part),
    );
    if (scores.length > 0) await services.ingest.submitScores(scores);
    faults.forEach((fault, index) => {
      if (fault !== undefined) refused.push({ id: told[index]?.id, reason: fault.reason });
    });
    if (refused.length === 0) return c.json({ message: "stored" }, 202);
    const stored = faults.filter((fault) => fault === undefined).length + scores.length;
    if (stored > 0) return c.json({ message: "stored in part", rejected: refused }, 202);
    const reasons = [...new Set(refused.map(({ reason }) => reason))].join("; ");
    if (faults.length === refused.length && faults.every((fault) => fault?.code === "unknown-span")) {
      throw new RequestError(404, "unknown-run", reasons, unknownHint);
    }
    throw new RequestError(422, "run-refused", `no run is taken: ${reasons}`);
  };

  const score = async (c: ApiContext): Promise<GivenScore> => {
    const id = c.req.param("id") ?? "";
    const stored = await storedScore(c.var.services.clickhouse, c.var.projectId, id);
    if (stored === undefined) throw new RequestError(404, "unknown-feedback", "no such feedback is known");
    return stored;
  };

  return {
    info: (c) => {
      const { maxBodyBytes } = c.var.services.settings;
      return c.json({
        version: "0.12.0",
        batch_ingest_config: {
          // runs in one JSON body; the multipart address works too
          use_multipart_endpoint: false,
          size_limit: mostRuns,
          size_limit_bytes: Math.min(20 * 1024 * 1024, maxBodyBytes),
          scale_up_nthreads_limit: 16,
          scale_up_qsize_trigger: 1000,
          scale_down_nempty_trigger: 4,
        },
        instance_flags: { gzip_body_enabled: false, zstd_compression_enabled: false },
      });
    },
    createRun: async (c) => store(c, { post: [await readJsonObject(c)], patch: [], feedback: [] }),
    updateRun: async (c) => {
      const id = c.req.param("id");
      if (uuidHex(id) === undefined) throw new RequestError(422, "bad-run-id", "the run's id is no uuid");
      return store(c, { post: [], patch: [{ ...(await readJsonObject(c)), id }], feedback: [] });
    },
    batch: async (c) => {
      const body = await readJsonObject(c);
      return store(c, { post: listOf(body, "post"), patch: listOf(body, "patch"), feedback: [] });
    },
    multipart: async (c) => store(c, await readMultipart(await readBody(c), c.req.header("content-type") ?? "")),
    createFeedback: async (c) => {
      const given = await readJson(c);
      const { projectId, services } = c.var;
      const traceOf = (spanId: string) => parts.traceOf(projectId, spanId);
      if (!isObject(given)) throw new RequestError(422, "not-an-object", "the body is no JSON object");
      const row = await scoreOfFeedback(given, projectId, Date.now(), traceOf);
      await services.ingest.submitScores([row]);
      return c.json(feedbackJson(row), 200);
    },
    readFeedback: async (c) => c.json(feedbackJson(await score(c)), 200),
    updateFeedback: async (c) => {
      const changed = changedFeedback(await score(c), await readJsonObject(c));
      await c.var.services.ingest.submitScores([changed]);
      return c.json(feedbackJson(changed), 200);
    },
    deleteFeedback: async (c) => {
      await c.var.services.ingest.submitScores([{ ...(await score(c)), deleted: 1 }]);
      return c.json({ message: "deleted" }, 200);
    },
    projects: (c) => {
      const id = createHash("sha256").update(c.var.projectId).digest("hex");
      const uuid = `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-8${id.slice(17, 20)}-${id.slice(20, 32)}`;
      const name = c.req.query("name") ?? "default";
      return c.json([{ id: uuid, tenant_id: uuid, name, start_time: new Date(0).toISOString(), extra: {} }], 200);
    },
  };
}

const unknownHint = "send trace_id and dotted_order with a run that is patched, as LangSmith's clients do";

/** Older clients nest the runs of a trace. */
function withChildren(run: Run): Run[] {
  const flat: Run[] = [];
  const waiting: Run[] = [run];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    flat.push(next);
    const parent = next;
    if (!Array.isArray(parent["child_runs"])) continue;
    for (const child of parent["child_runs"]) {
      if (!isObject(child)) continue;
      const inherited = { parent_run_id: parent["id"], trace_id: parent["trace_id"] ?? parent["id"] };
      waiting.push({ ...inherited, ...child });
    }
  }
  return flat;
}

function listOf(body: Record<string, unknown>, key: string): Run[] {
  const value = body[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new RequestError(422, "bad-batch", `${key} is no list`);
  return value.map((run) => {
    if (!isObject(run)) throw new RequestError(422, "bad-batch", `an item of ${key} is no run`);
    return run;
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

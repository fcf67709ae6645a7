import type { Logger } from "pino";
import type { RawSpan } from "goldloop/trace";
import type { ServerSettings } from "../config/settings.ts";
import type { ClickHouse } from "../store/clickhouse/clickhouse.ts";
import { StoreError } from "../store/error.ts";
import type { Projects } from "../store/postgres/projects.ts";
import { createBudget } from "./commit/budget.ts";
import { createCommitter, type CommitStatistics } from "./commit/committer.ts";
import { Overloaded, type Ingest, type IngestOutcome, type IngestRequest } from "./ingest.ts";
import type { Lines } from "./pipeline/lines.ts";
import type { Processed, Work } from "./pipeline/pipeline.ts";
import { createPipelinePool } from "./thread/pool.ts";

/** What the path has done since it was opened, and what waits in it. */
export interface IngestStatistics {
  spans: number;
  scores: number;
  events: number;
  /** Refused one by one, by reason (without its figures). */
  rejected: Record<string, number>;
  /** Whole requests that were told to come again. */
  overloaded: number;
  /** Requests that wait or are being stored. */
  requests: number;
  /** Bytes that are held for them, and how many may be. */
  queuedBytes: number;
  maxQueuedBytes: number;
  /** How long the request that was stored last had waited, ms. */
  lagMs: number;
  commit: CommitStatistics;
}

export interface IngestOptions {
  clickhouse: Pick<ClickHouse, "insertLines">;
  projects: Pick<Projects, "settings" | "seen">;
  settings: Pick<ServerSettings, "maxSpanBytes" | "maxQueuedBytes">;
  log: Logger;
  /** Pipeline threads. Default 1: one keeps up with an embedded store. */
  threads?: number;
  clock?: { now(): number };
}

/** A body becomes messages, input, output and attributes: what it is reckoned with until its rows are known. */
const growth = 3;

/**
 * Opens the path into the store. Memory: at most `maxQueuedBytes` wait (plus the growth of the requests that are being decoded),
 * and one thread with a heap of at most 1 GB decodes.
 */
export function createIngest(options: IngestOptions): Ingest & { statistics(): IngestStatistics } {
  const { clickhouse, projects, settings, log, threads = 1, clock = Date } = options;
  const now = (): number => clock.now();
  const budget = createBudget(settings.maxQueuedBytes, now);
  const pool = createPipelinePool({ maxSpanBytes: settings.maxSpanBytes, threads, log });
  const committer = createCommitter({ clickhouse, log, now, upstream: () => inPipeline });
  const open = new Set<Promise<unknown>>();
  const counted = { spans: 0, scores: 0, events: 0, overloaded: 0, lagMs: 0 };
  const rejected: Record<string, number> = {};
  let inPipeline = 0;
  let closing: Promise<void> | undefined;

  const counting = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Overloaded) counted.overloaded += 1;
      throw error;
    }
  };

  const path = async (projectId: string, work: Work): Promise<IngestOutcome> => {
    const reservation = counting(() => budget.reserve(sizeOf(work) * growth));
    const arrived = now();
    let stored = false;
    try {
      const project = await projects.settings(projectId);
      inPipeline += 1;
      const processed = await pool.run(work, project, now()).finally(() => (inPipeline -= 1));
      reservation.resize(bytesOf(processed));
      const refused = await committer.store(processed);
      stored = true;
      return outcomeOf(processed, refused, arrived);
    } finally {
      reservation.release(stored);
    }
  };

  const outcomeOf = (processed: Processed, refused: Processed["rejected"], arrived: number): IngestOutcome => {
    const { spans, scores, events } = processed;
    const all = [...processed.rejected, ...refused];
    const lost = new Set(refused.map(({ index }) => index));
    const kept = (lines: Lines): number => lines.indexes.reduce((n, index) => n + (lost.has(index) ? 0 : 1), 0);
    const ignored = processed.ignored.filter(({ index }) => !lost.has(index));
    const outcome = { spans: kept(spans), scores: kept(scores), rejected: all, ignored };
    counted.spans += outcome.spans;
    counted.scores += outcome.scores;
    counted.events += kept(events);
    counted.lagMs = now() - arrived;
    for (const { reason } of all) {
      const kind = reason.replace(/\d+/g, "N");
      rejected[kind] = (rejected[kind] ?? 0) + 1;
    }
    return outcome;
  };

  const track = <T>(work: () => Promise<T>): Promise<T> => {
    if (closing !== undefined) {
      return Promise.reject(new StoreError("unavailable", "the server is stopping", { hint: "send it again" }));
    }
    const running = work();
    open.add(running);
    const forget = (): void => void open.delete(running);
    running.then(forget, forget);
    return running;
  };

  return {
    submit: ({ projectId, keyId, ...work }: IngestRequest) =>
      track(async () => {
        const outcome = await path(projectId, work);
        if (outcome.spans > 0) projects.seen(projectId, keyId);
        return outcome;
      }),
    submitScores: (scores) =>
      track(async () => {
        const byProject = Map.groupBy(scores, ({ project }) => project);
        const stores = [...byProject].map(([project, rows]) => path(project, { format: "scores", scores: rows }));
        const refused = (await Promise.all(stores)).flatMap((outcome) => outcome.rejected);
        if (refused.length > 0) throw new StoreError("rejected", `the store does not take ${refused.length} scores`);
      }),
    admit(bytes) {
      if (closing !== undefined) throw new StoreError("unavailable", "the server is stopping");
      counting(() => budget.check(bytes * growth));
    },
    close() {
      closing ??= (async () => {
        await Promise.allSettled(open);
        await committer.idle();
        await pool.close();
      })();
      return closing;
    },
    statistics: () => ({
      ...counted,
      rejected: { ...rejected },
      requests: open.size,
      queuedBytes: budget.used,
      maxQueuedBytes: settings.maxQueuedBytes,
      commit: { ...committer.statistics },
    }),
  };
}

function bytesOf({ spans, scores, events }: Processed): number {
  return spans.bytes.length + scores.bytes.length + events.bytes.length;
}

function sizeOf(work: Work): number {
  if ("body" in work) return work.body.byteLength;
  if (work.format === "scores") return work.scores.reduce((sum, score) => sum + textsSize(score), 0);
  return work.spans.reduce((sum, span: RawSpan) => sum + textsSize(span), 0);
}

/** Roughly the bytes of a value, by the length of its texts. */
function textsSize(value: unknown, depth = 0): number {
  if (typeof value === "string") return value.length + 8;
  if (typeof value !== "object" || value === null) return 8;
  if (depth > 100) return 0;
  let size = 8;
  for (const [key, item] of Object.entries(value)) size += key.length + textsSize(item, depth + 1);
  return size;
}

import { readSetup, filledUntil, rememberFilled } from "../setup.ts";
import type { ReviewContext } from "../context.ts";
import { addItems, type NewItem } from "./add-items.ts";
import { type Arrival, notice, type Noticed } from "./notice.ts";

/** What arrives at the same moment on another machine may become visible a little later. */
const overlapMs = 60_000;
/** In the beginning, what came in so long before is looked at. */
const firstMs = 24 * 3_600_000;

/** Brings what arrived since the last time, and what the rules of the project name, into its queues. Throws a StoreError. */
export async function fillQueues(context: ReviewContext, projectId: string, signal?: AbortSignal): Promise<void> {
  const { clickhouse, database, now } = context;
  const untilMs = now();
  const [setup, doneMs] = await Promise.all([readSetup(database.db, projectId), filledUntil(database.db, projectId)]);
  const sinceMs = Math.max(doneMs - overlapMs, untilMs - firstMs);
  // Oldest first, so that what was cut short goes on where it stopped.
  const fill = async (arrival: Arrival): Promise<void> => {
    const found = await notice(clickhouse, projectId, setup, arrival, signal);
    if (found === undefined) {
      const middleMs = Math.floor((arrival.sinceMs + arrival.untilMs) / 2);
      await fill({ sinceMs: arrival.sinceMs, untilMs: middleMs });
      await fill({ sinceMs: middleMs, untilMs: arrival.untilMs });
      return;
    }
    await addNoticed(context, projectId, found, { probability: setup.sampleRate, wanted: setup.reviewers });
    await rememberFilled(database.db, projectId, arrival.untilMs);
  };
  await fill({ sinceMs, untilMs });
}

/** Adds traces to the queues that they belong to; returns how many were not there before. */
export async function addNoticed(
  context: ReviewContext,
  projectId: string,
  found: readonly Noticed[],
  sample: { probability: number; wanted: number },
): Promise<number> {
  const rows = await context.spans.rows(projectId, found);
  const byId = new Map(rows.map((row) => [row.traceId, row]));
  const items = found.flatMap((one): NewItem[] => {
    const row = byId.get(one.id);
    if (row === undefined) return [];
    const what = {
      traceId: one.id,
      traceTime: new Date(one.startMs),
      input: row.input,
      output: row.output,
      error: one.error,
      route: row.route,
      release: row.release ?? "",
      environment: row.environment ?? "",
      sessionId: row.sessionId ?? "",
      userId: row.userId ?? "",
    };
    const ofQueues: NewItem[] = [];
    if (one.reasons.length > 0) {
      ofQueues.push({ ...what, queue: "failures", reasons: one.reasons, probability: null, wanted: 1 });
    }
    if (one.sampled) ofQueues.push({ ...what, queue: "sample", reasons: [{ kind: "sample" }], ...sample });
    return ofQueues;
  });
  return await addItems(context.database, projectId, items);
}

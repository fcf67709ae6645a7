import { and, eq, lt, notExists, sql } from "drizzle-orm";
import type { Projects } from "../store/postgres/index.ts";
import { failureGroups, reviewItems } from "../store/postgres/index.ts";
import { agreementOf } from "./agreement.ts";
import type { ReviewContext } from "./context.ts";
import { addByHand } from "./fill/by-hand.ts";
import { fillQueues } from "./fill/fill.ts";
import { groupItems } from "./groups/group-items.ts";
import { listGroups } from "./groups/list-groups.ts";
import { labelledLines } from "./labels.ts";
import { answerItem, listItems, nextItem, readItem, undoAnswer } from "./queue.ts";
import type { Review } from "./review.ts";
import { readSetup, writeSetup } from "./setup.ts";

/** Review over the stores. */
export function createReview({
  projects,
  now = Date.now,
  ...stores
}: Omit<ReviewContext, "now"> & { projects: Pick<Projects, "all">; now?: () => number }): Review {
  const context: ReviewContext = { ...stores, now };
  const { database } = context;
  return {
    setup: (projectId) => readSetup(database.db, projectId),
    changeSetup: (projectId, setup, record) =>
      database.db.transaction(async (transaction) => {
        const before = await writeSetup(transaction, projectId, setup);
        await record(transaction, before);
      }),
    list: (projectId, reader, query) => listItems(database, projectId, reader, query),
    item: (projectId, reader, id) => readItem(database, projectId, reader, id),
    add: (projectId, traceIds, note) => addByHand(context, projectId, traceIds, note),
    next: (projectId, reviewer, body) => nextItem(database, projectId, reviewer, body, now()),
    answer: (projectId, reviewer, id, body) => answerItem(database, projectId, reviewer, id, body, now()),
    undo: (projectId, reviewer, id) => undoAnswer(database, projectId, reviewer, id, now()),
    groups: (projectId, limit) => listGroups(database, projectId, limit, now()),
    agreement: (projectId, range) => agreementOf(database, projectId, range),
    labels: (projectId, queue) => labelledLines(database, projectId, queue),
    async erase(projectId, { userId, sessionId, traceId }) {
      const gone = await database.db
        .delete(reviewItems)
        .where(
          and(
            eq(reviewItems.projectId, projectId),
            ...(userId === undefined ? [] : [eq(reviewItems.userId, userId)]),
            ...(sessionId === undefined ? [] : [eq(reviewItems.sessionId, sessionId)]),
            ...(traceId === undefined ? [] : [eq(reviewItems.traceId, traceId)]),
          ),
        )
        .returning({ id: reviewItems.id });
      return gone.length;
    },
    async removeBefore(projectId, beforeMs) {
      const { db } = database;
      await db
        .delete(reviewItems)
        .where(and(eq(reviewItems.projectId, projectId), lt(reviewItems.traceTime, new Date(beforeMs))));
      const ofGroup = db
        .select({ one: sql`1` })
        .from(reviewItems)
        .where(eq(reviewItems.groupId, failureGroups.id));
      await db.delete(failureGroups).where(and(eq(failureGroups.projectId, projectId), notExists(ofGroup)));
    },
    async fill(signal) {
      let failed: { error: unknown } | undefined;
      for (const { projectId } of await projects.all()) {
        if (signal.aborted) return;
        try {
          await fillQueues(context, projectId, signal);
          await groupItems(database, projectId);
        } catch (error) {
          // The others must not wait for what one project's spans do.
          failed ??= { error };
        }
      }
      if (failed !== undefined) throw failed.error;
    },
  };
}

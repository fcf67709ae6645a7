import {
  and,
  count,
  desc,
  eq,
  inArray,
  isNull,
  lt,
  lte,
  ne,
  notExists,
  notInArray,
  or,
  sql,
  type SQL,
} from "drizzle-orm";
import type {
  NextReviewBody,
  ReviewAnswerBody,
  ReviewItem,
  ReviewList,
  ReviewListQuery,
} from "../api/contract/reviews.ts";
import { RequestError } from "../api/problem.ts";
import { reviewAnswers, reviewItems, type Database, type Queryable } from "../store/postgres/index.ts";
import { itemJson, type ItemRow } from "./item-json.ts";
import { readSetup } from "./setup.ts";

/** A reviewer who was given an item has it for themselves so long. */
const reservedMs = 10 * 60_000;

/** One page of the queue, the newest traces first. Throws RequestError 400 for a cursor that is none, and a StoreError. */
export async function listItems(
  { db }: Database,
  projectId: string,
  reader: string,
  { queue, state, reason, group, cursor, limit }: ReviewListQuery,
): Promise<ReviewList> {
  const ofProject = eq(reviewItems.projectId, projectId);
  const conditions: (SQL | undefined)[] = [ofProject];
  if (queue !== undefined) conditions.push(eq(reviewItems.queue, queue));
  if (state !== undefined) conditions.push(eq(reviewItems.state, state));
  if (group !== undefined) conditions.push(eq(reviewItems.groupId, group));
  const reasons = reason === undefined ? [] : [reason].flat();
  if (reasons.length > 0) {
    conditions.push(or(...reasons.map((kind) => sql`${reviewItems.reasons} @> ${JSON.stringify([{ kind }])}::jsonb`)));
  }
  if (cursor !== undefined) {
    const [time, id] = cursor.split("~");
    const at = new Date(Number(time));
    if (id === undefined || Number.isNaN(at.getTime())) {
      throw new RequestError(
        400,
        "bad-cursor",
        "the cursor is not one of this list",
        "leave it out for the first page",
      );
    }
    conditions.push(or(lt(reviewItems.traceTime, at), and(eq(reviewItems.traceTime, at), lt(reviewItems.id, id))));
  }
  const rows = await db
    .select()
    .from(reviewItems)
    .where(and(...conditions))
    .orderBy(desc(reviewItems.traceTime), desc(reviewItems.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const open = await db
    .select({ queue: reviewItems.queue, n: count() })
    .from(reviewItems)
    .where(and(ofProject, eq(reviewItems.state, "open")))
    .groupBy(reviewItems.queue);
  const openIn = (name: string): number => open.find((one) => one.queue === name)?.n ?? 0;
  return {
    items: await shown(db, page, reader),
    ...(rows.length > limit && last !== undefined ? { next: `${last.traceTime.getTime()}~${last.id}` } : {}),
    open: { failures: openIn("failures"), sample: openIn("sample") },
  };
}

/** Throws RequestError 404, and a StoreError. */
export async function readItem({ db }: Database, projectId: string, reader: string, id: string): Promise<ReviewItem> {
  const [item] = await shown(db, [await rowOf(db, projectId, id)], reader);
  if (item === undefined) throw unknownItem();
  return item;
}

/**
 * Gives the reviewer the next item that nobody else has at hand and that they have not answered, and keeps it for them; the one
 * that they already have comes first, then the newest trace. Throws a StoreError.
 */
export async function nextItem(
  { db }: Database,
  projectId: string,
  reviewer: string,
  { queue, group, except }: NextReviewBody,
  nowMs: number,
): Promise<{ item: ReviewItem | null; left: number }> {
  const now = new Date(nowMs);
  const isFree = or(
    isNull(reviewItems.reservedBy),
    eq(reviewItems.reservedBy, reviewer),
    lte(reviewItems.reservedUntil, now),
  );
  const open = and(
    eq(reviewItems.projectId, projectId),
    eq(reviewItems.queue, queue),
    eq(reviewItems.state, "open"),
    ...(group === undefined ? [] : [eq(reviewItems.groupId, group)]),
    notExists(
      db
        .select({ one: sql`1` })
        .from(reviewAnswers)
        .where(and(eq(reviewAnswers.itemId, reviewItems.id), eq(reviewAnswers.reviewer, reviewer))),
    ),
  );
  const row = await db.transaction(async (transaction) => {
    const [free] = await transaction
      .select()
      .from(reviewItems)
      .where(and(open, isFree, ...(except.length === 0 ? [] : [notInArray(reviewItems.id, except)])))
      .orderBy(
        sql`(${reviewItems.reservedBy} is not distinct from ${reviewer}) desc`,
        desc(reviewItems.traceTime),
        desc(reviewItems.id),
      )
      .limit(1)
      .for("update", { skipLocked: true });
    if (free === undefined) return undefined;
    // One at a time: what was at hand before goes back.
    await transaction
      .update(reviewItems)
      .set({ reservedBy: null, reservedUntil: null })
      .where(
        and(eq(reviewItems.projectId, projectId), eq(reviewItems.reservedBy, reviewer), ne(reviewItems.id, free.id)),
      );
    const [reserved] = await transaction
      .update(reviewItems)
      .set({ reservedBy: reviewer, reservedUntil: new Date(nowMs + reservedMs) })
      .where(eq(reviewItems.id, free.id))
      .returning();
    return reserved;
  });
  const [left] = await db.select({ n: count() }).from(reviewItems).where(open);
  const [item] = row === undefined ? [] : await shown(db, [row], reviewer);
  return { item: item ?? null, left: left?.n ?? 0 };
}

/**
 * Writes down what a reviewer says of an item, in place of what they said before; with the last answer that it takes the item is
 * done. Throws RequestError 404, 409 while another reviewer has it at hand, 422 for a label that the project does not have, and a StoreError.
 */
export async function answerItem(
  { db }: Database,
  projectId: string,
  reviewer: string,
  id: string,
  { label, note, correction }: ReviewAnswerBody,
  nowMs: number,
): Promise<ReviewItem> {
  const { labels } = await readSetup(db, projectId);
  const known = labels.find(({ name }) => name === label);
  if (known === undefined) {
    const names = labels.map(({ name }) => name).join(", ");
    throw new RequestError(
      422,
      "unknown-label",
      `the project has no label "${label.slice(0, 60)}"`,
      `one of: ${names}`,
    );
  }
  await db.transaction(async (transaction) => {
    const row = await rowOf(transaction, projectId, id, true);
    if (row.reservedBy !== null && row.reservedBy !== reviewer && (row.reservedUntil?.getTime() ?? 0) > nowMs) {
      throw new RequestError(
        409,
        "reserved",
        `${row.reservedBy} has it at hand`,
        "take the next one, or wait ten minutes",
      );
    }
    const answer = {
      label,
      passes: known.passes === null ? ("open" as const) : known.passes ? ("yes" as const) : ("no" as const),
      note: note ?? null,
      correction: correction ?? null,
      time: new Date(nowMs),
    };
    await transaction
      .insert(reviewAnswers)
      .values({ itemId: id, reviewer, ...answer })
      .onConflictDoUpdate({ target: [reviewAnswers.itemId, reviewAnswers.reviewer], set: answer });
    await settle(transaction, row, { reservedBy: null, reservedUntil: null });
  });
  return await readItem({ db } as Database, projectId, reviewer, id);
}

/** Takes back what the reviewer said; the item is open again, and theirs unless somebody else has it at hand. Throws RequestError 404, and a StoreError. */
export async function undoAnswer(
  { db }: Database,
  projectId: string,
  reviewer: string,
  id: string,
  nowMs: number,
): Promise<ReviewItem> {
  await db.transaction(async (transaction) => {
    const row = await rowOf(transaction, projectId, id, true);
    const gone = await transaction
      .delete(reviewAnswers)
      .where(and(eq(reviewAnswers.itemId, id), eq(reviewAnswers.reviewer, reviewer)))
      .returning({ label: reviewAnswers.label });
    if (gone.length === 0) throw new RequestError(404, "no-answer", "you have not answered it");
    await settle(transaction, row);
    await transaction
      .update(reviewItems)
      .set({ reservedBy: reviewer, reservedUntil: new Date(nowMs + reservedMs) })
      .where(
        and(
          eq(reviewItems.id, id),
          or(isNull(reviewItems.reservedBy), lte(reviewItems.reservedUntil, new Date(nowMs))),
        ),
      );
  });
  return await readItem({ db } as Database, projectId, reviewer, id);
}

/** Done when it has as many answers as it takes. `more` is changed with it: nobody has an item at hand after an answer. */
async function settle(
  transaction: Queryable,
  { id, wanted }: ItemRow,
  more: { reservedBy?: null; reservedUntil?: null } = {},
): Promise<void> {
  const [answers] = await transaction.select({ n: count() }).from(reviewAnswers).where(eq(reviewAnswers.itemId, id));
  await transaction
    .update(reviewItems)
    .set({ state: (answers?.n ?? 0) >= wanted ? "done" : "open", ...more })
    .where(eq(reviewItems.id, id));
}

async function rowOf(db: Queryable, projectId: string, id: string, lock = false): Promise<ItemRow> {
  const query = db
    .select()
    .from(reviewItems)
    .where(and(eq(reviewItems.projectId, projectId), eq(reviewItems.id, id)));
  const [row] = lock ? await query.for("update") : await query;
  if (row === undefined) throw unknownItem();
  return row;
}

function unknownItem(): RequestError {
  return new RequestError(404, "unknown-item", "there is no such item in the queues of the project");
}

async function shown(db: Queryable, rows: readonly ItemRow[], reader: string): Promise<ReviewItem[]> {
  if (rows.length === 0) return [];
  const groups = [...new Set(rows.flatMap(({ groupId }) => groupId ?? []))];
  const answers = await db
    .select()
    .from(reviewAnswers)
    .where(
      inArray(
        reviewAnswers.itemId,
        rows.map(({ id }) => id),
      ),
    );
  const sizes =
    groups.length === 0
      ? []
      : await db
          .select({ groupId: reviewItems.groupId, n: count() })
          .from(reviewItems)
          .where(inArray(reviewItems.groupId, groups))
          .groupBy(reviewItems.groupId);
  const byItem = Map.groupBy(answers, ({ itemId }) => itemId);
  const sizeOf = new Map(sizes.map(({ groupId, n }) => [groupId, n]));
  return rows.map((row) =>
    itemJson(row, { answers: byItem.get(row.id) ?? [], groupSize: sizeOf.get(row.groupId) ?? 1, reader }),
  );
}

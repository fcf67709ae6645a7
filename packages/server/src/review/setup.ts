import { eq, sql } from "drizzle-orm";
import type { ReviewSetup } from "../api/contract/reviews.ts";
import { reviewSetups } from "../store/postgres/index.ts";
import type { Queryable } from "../store/postgres/index.ts";

/** What counts until a project says otherwise. */
export const defaultSetup: ReviewSetup = {
  labels: [
    { name: "right", passes: true },
    { name: "wrong", passes: false },
    { name: "incomplete", passes: false },
    { name: "unsafe", passes: false },
    { name: "unclear", passes: null, description: "cannot be told from what is here" },
  ],
  rubric: "",
  rules: { feedback: true, errors: true, refusals: false, toolErrors: true, scores: [] },
  sampleRate: 0,
  reviewers: 1,
};

/** Throws a StoreError. */
export async function readSetup(db: Queryable, projectId: string): Promise<ReviewSetup> {
  const [row] = await db.select().from(reviewSetups).where(eq(reviewSetups.projectId, projectId));
  return row?.setup ?? defaultSetup;
}

/** Returns what counted before. Throws a StoreError. */
export async function writeSetup(db: Queryable, projectId: string, setup: ReviewSetup): Promise<ReviewSetup> {
  const before = await readSetup(db, projectId);
  await db
    .insert(reviewSetups)
    .values({ projectId, setup })
    .onConflictDoUpdate({ target: reviewSetups.projectId, set: { setup } });
  return before;
}

/** Up to when, ms since 1970, what arrived has been looked at; 0 in the beginning. Throws a StoreError. */
export async function filledUntil(db: Queryable, projectId: string): Promise<number> {
  const [row] = await db.select().from(reviewSetups).where(eq(reviewSetups.projectId, projectId));
  return row?.filledUntilMs ?? 0;
}

/** Throws a StoreError. */
export async function rememberFilled(db: Queryable, projectId: string, untilMs: number): Promise<void> {
  await db
    .insert(reviewSetups)
    .values({ projectId, setup: defaultSetup, filledUntilMs: untilMs })
    .onConflictDoUpdate({
      target: reviewSetups.projectId,
      set: { filledUntilMs: sql`greatest(${reviewSetups.filledUntilMs}, ${untilMs})` },
    });
}

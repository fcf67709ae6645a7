import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { reviewItems, type Database } from "../../store/postgres/index.ts";

/** A trace for a queue. */
export type NewItem = Omit<
  typeof reviewItems.$inferInsert,
  "id" | "projectId" | "state" | "addedAt" | "groupId" | "reservedBy" | "reservedUntil"
>;

const atATime = 500;

/**
 * Adds what is not in its queue; what is there gets the reasons that are new, and stays as far as it is. Returns how many were
 * added. Throws a StoreError.
 */
export async function addItems(database: Database, projectId: string, items: readonly NewItem[]): Promise<number> {
  let added = 0;
  for (let at = 0; at < items.length; at += atATime) {
    const some = items.slice(at, at + atATime).map((item) => ({ ...item, id: randomUUID(), projectId }));
    const rows = await database.db
      .insert(reviewItems)
      .values(some)
      .onConflictDoUpdate({
        target: [reviewItems.projectId, reviewItems.traceId, reviewItems.queue],
        set: {
          reasons: sql`(select jsonb_agg(distinct one) from jsonb_array_elements(${reviewItems.reasons} || excluded.reasons) as one)`,
        },
      })
      .returning({ id: reviewItems.id });
    const ids = new Set<string>(some.map(({ id }) => id));
    added += rows.filter(({ id }) => ids.has(id)).length;
  }
  return added;
}

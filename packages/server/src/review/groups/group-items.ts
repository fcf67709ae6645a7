import { randomUUID } from "node:crypto";
import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import { failureGroups, reviewItems, type Database } from "../../store/postgres/index.ts";
import type { ItemRow } from "../item-json.ts";
import { groupFailures, type Failure, type FailureGroup } from "./group-failures.ts";

/** Groups that got nothing for long are not compared any more. */
const mostGroups = 2_000;
const atATime = 5_000;

/** Puts the failures that are in no group yet into those that they are like, or into new ones. Throws a StoreError. */
export async function groupItems({ db }: Database, projectId: string): Promise<void> {
  const inFailures = and(eq(reviewItems.projectId, projectId), eq(reviewItems.queue, "failures"));
  const rows = await db
    .select()
    .from(reviewItems)
    .where(and(inFailures, isNull(reviewItems.groupId)))
    .orderBy(reviewItems.addedAt)
    .limit(atATime);
  if (rows.length === 0) return;
  const known = await db
    .select()
    .from(failureGroups)
    .where(eq(failureGroups.projectId, projectId))
    .orderBy(desc(failureGroups.createdAt))
    .limit(mostGroups);
  const ids = known.flatMap(({ like }) => like);
  const likeRows = ids.length === 0 ? [] : await db.select().from(reviewItems).where(inArray(reviewItems.id, ids));
  const byId = new Map(likeRows.map((row) => [row.id, failureOf(row)]));
  const before = known.map(({ id, like }): FailureGroup => ({ id, like: like.flatMap((one) => byId.get(one) ?? []) }));
  const { groups, groupOf, merged } = groupFailures(rows.map(failureOf), before, () => randomUUID());

  await db.transaction(async (transaction) => {
    for (const { id, like } of groups) {
      const items = like.map((one) => one.id);
      await transaction
        .insert(failureGroups)
        .values({ id, projectId, like: items })
        .onConflictDoUpdate({ target: failureGroups.id, set: { like: items } });
    }
    const members = Map.groupBy([...groupOf], ([, group]) => group);
    for (const [group, pairs] of members) {
      const itemIds = pairs.map(([id]) => id);
      await transaction.update(reviewItems).set({ groupId: group }).where(inArray(reviewItems.id, itemIds));
    }
    for (const [old, kept] of merged) {
      await transaction.update(reviewItems).set({ groupId: kept }).where(eq(reviewItems.groupId, old));
      await transaction.delete(failureGroups).where(eq(failureGroups.id, old));
    }
  });
}

function failureOf({ id, input, output, error }: ItemRow): Failure {
  return { id, input, output, error };
}

import { and, count, desc, eq, inArray, isNotNull, max, min, sql } from "drizzle-orm";
import type { FailureGroupJson } from "../../api/contract/reviews.ts";
import { reviewItems, type Database } from "../../store/postgres/index.ts";

const trendDays = 14;
const dayMs = 86_400_000;

/** The kinds of failures of a project, those with the most open ones first. Throws a StoreError. */
export async function listGroups(
  { db }: Database,
  projectId: string,
  limit: number,
  nowMs: number,
): Promise<FailureGroupJson[]> {
  const open = sql<number>`count(*) filter (where ${reviewItems.state} = 'open')`.mapWith(Number);
  const sums = await db
    .select({
      groupId: reviewItems.groupId,
      size: count(),
      open,
      first: min(reviewItems.traceTime),
      last: max(reviewItems.traceTime),
    })
    .from(reviewItems)
    .where(and(eq(reviewItems.projectId, projectId), isNotNull(reviewItems.groupId)))
    .groupBy(reviewItems.groupId)
    .orderBy(desc(open), desc(count()), reviewItems.groupId)
    .limit(limit);
  const ids = sums.flatMap(({ groupId }) => groupId ?? []);
  if (ids.length === 0) return [];
  // The first one that is still there stands for the group.
  const heads = await db
    .selectDistinctOn([reviewItems.groupId])
    .from(reviewItems)
    .where(inArray(reviewItems.groupId, ids))
    .orderBy(reviewItems.groupId, reviewItems.addedAt, reviewItems.id);
  const day = sql<string>`to_char(${reviewItems.traceTime} at time zone 'UTC', 'YYYY-MM-DD')`;
  const days = await db
    .select({ groupId: reviewItems.groupId, day, n: count() })
    .from(reviewItems)
    .where(
      and(
        inArray(reviewItems.groupId, ids),
        sql`${reviewItems.traceTime} >= ${new Date(nowMs - trendDays * dayMs).toISOString()}::timestamptz`,
      ),
    )
    .groupBy(reviewItems.groupId, day)
    .orderBy(day);
  const headOf = new Map(heads.map((one) => [one.groupId, one]));
  return sums.flatMap(({ groupId, size, open: left, first, last }): FailureGroupJson[] => {
    const head = groupId === null ? undefined : headOf.get(groupId);
    if (groupId === null || head === undefined || first === null || last === null) return [];
    return [
      {
        id: groupId,
        input: head.input,
        output: head.output,
        ...(head.error === "" ? {} : { error: head.error }),
        traceId: head.traceId,
        size,
        open: left,
        firstTime: first.toISOString(),
        lastTime: last.toISOString(),
        trend: days.filter((one) => one.groupId === groupId).map((one): [string, number] => [one.day, one.n]),
      },
    ];
  });
}

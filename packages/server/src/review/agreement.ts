import { and, eq, gte, lt, type SQL } from "drizzle-orm";
import { krippendorffAlphaNominal } from "goldloop/stats";
import type { Agreement } from "../api/contract/reviews.ts";
import { reviewAnswers, reviewItems, type Database } from "../store/postgres/index.ts";

/** How far reviewers agree, over items that several of them have labelled. Throws a StoreError. */
export async function agreementOf(
  { db }: Database,
  projectId: string,
  { fromMs, toMs }: { fromMs?: number | undefined; toMs?: number | undefined },
): Promise<Agreement> {
  const conditions: SQL[] = [eq(reviewItems.projectId, projectId)];
  if (fromMs !== undefined) conditions.push(gte(reviewAnswers.time, new Date(fromMs)));
  if (toMs !== undefined) conditions.push(lt(reviewAnswers.time, new Date(toMs)));
  const rows = await db
    .select({ itemId: reviewAnswers.itemId, reviewer: reviewAnswers.reviewer, label: reviewAnswers.label })
    .from(reviewAnswers)
    .innerJoin(reviewItems, eq(reviewItems.id, reviewAnswers.itemId))
    .where(and(...conditions));
  const units = [...Map.groupBy(rows, ({ itemId }) => itemId).values()]
    .map((answers) => answers.map(({ label }) => label))
    .filter((labels) => labels.length > 1);
  const pairs = units.flatMap((labels) =>
    labels.flatMap((label, at) => labels.slice(at + 1).map((other) => label === other)),
  );
  const alpha = units.length === 0 ? Number.NaN : krippendorffAlphaNominal(units);
  return {
    items: units.length,
    reviewers: [...Map.groupBy(rows, ({ reviewer }) => reviewer)]
      .map(([reviewer, { length }]) => ({ reviewer, answers: length }))
      .toSorted((a, b) => b.answers - a.answers || a.reviewer.localeCompare(b.reviewer)),
    agreement: pairs.length === 0 ? null : pairs.filter(Boolean).length / pairs.length,
    alpha: Number.isFinite(alpha) ? alpha : null,
  };
}

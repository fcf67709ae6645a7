import { and, asc, eq, inArray } from "drizzle-orm";
import type { ReviewQueue } from "../api/contract/reviews.ts";
import { reviewAnswers, reviewItems, type Database } from "../store/postgres/index.ts";

/** One line of a judge's calibration set (`goldloop judge calibrate`). */
export interface LabelledLine {
  id: string;
  input: string;
  output: string;
  /** Whether it passes, by reviewer; of labels that say nothing about that there is none. */
  labels: Record<string, boolean>;
  sampling?: "random";
  inclusion?: number;
  note?: string;
  metadata: Record<string, string>;
}

/** What people said of the items of a queue, oldest first; items of which nobody said whether they pass are left out. Throws a StoreError. */
export async function labelledLines({ db }: Database, projectId: string, queue: ReviewQueue): Promise<LabelledLine[]> {
  const items = await db
    .select()
    .from(reviewItems)
    .where(and(eq(reviewItems.projectId, projectId), eq(reviewItems.queue, queue)))
    .orderBy(asc(reviewItems.traceTime), asc(reviewItems.id));
  const answers =
    items.length === 0
      ? []
      : await db
          .select()
          .from(reviewAnswers)
          .where(
            inArray(
              reviewAnswers.itemId,
              db
                .select({ id: reviewItems.id })
                .from(reviewItems)
                .where(and(eq(reviewItems.projectId, projectId), eq(reviewItems.queue, queue))),
            ),
          );
  const byItem = Map.groupBy(answers, ({ itemId }) => itemId);
  return items.flatMap((item): LabelledLine[] => {
    const said = (byItem.get(item.id) ?? []).filter(({ passes }) => passes !== "open");
    if (said.length === 0) return [];
    const notes = said.flatMap(({ note }) => note ?? []);
    return [
      {
        id: item.traceId,
        input: item.input,
        output: item.output,
        labels: Object.fromEntries(said.map(({ reviewer, passes }) => [reviewer, passes === "yes"])),
        ...(item.probability === null ? {} : { sampling: "random" as const, inclusion: item.probability }),
        ...(notes.length === 0 ? {} : { note: notes.join("\n") }),
        metadata: { traceId: item.traceId, time: item.traceTime.toISOString(), release: item.release },
      },
    ];
  });
}

import type { ReviewItem } from "../api/contract/reviews.ts";
import type { reviewAnswers, reviewItems } from "../store/postgres/index.ts";

export type ItemRow = typeof reviewItems.$inferSelect;
export type AnswerRow = typeof reviewAnswers.$inferSelect;

/** An item as the API shows it to a reader, who sees what others said once they have answered themselves or it is done. */
export function itemJson(
  row: ItemRow,
  { answers, groupSize, reader }: { answers: readonly AnswerRow[]; groupSize: number; reader: string },
): ReviewItem {
  const own = answers.some(({ reviewer }) => reviewer === reader);
  const shown = own || row.state === "done" ? answers : [];
  const said = (name: string, value: string | null): Record<string, string> =>
    value === null || value === "" ? {} : { [name]: value };
  return {
    id: row.id,
    queue: row.queue,
    state: row.state,
    traceId: row.traceId,
    traceTime: row.traceTime.toISOString(),
    addedAt: row.addedAt.toISOString(),
    reasons: row.reasons,
    ...(row.probability === null ? {} : { probability: row.probability }),
    input: row.input,
    output: row.output,
    ...said("error", row.error),
    route: row.route,
    ...said("release", row.release),
    ...said("environment", row.environment),
    ...said("groupId", row.groupId),
    groupSize,
    ...(row.reservedBy === null || row.reservedUntil === null
      ? {}
      : { reservedBy: row.reservedBy, reservedUntil: row.reservedUntil.toISOString() }),
    answers: shown
      .toSorted((a, b) => a.time.getTime() - b.time.getTime())
      .map(({ reviewer, label, passes, note, correction, time }) => ({
        reviewer,
        label,
        passes: passes === "open" ? null : passes === "yes",
        ...said("note", note),
        ...said("correction", correction),
        time: time.toISOString(),
      })),
  };
}

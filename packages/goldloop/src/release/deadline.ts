import type { Example } from "../dataset/index.ts";

const usualDays = 30;

/** Until when a promoted example may fail (ISO 8601): as it says, else a month after it was promoted; null where nothing says when that was. */
export function deadlineOf(origin: Example["origin"]): string | null {
  if (origin?.kind !== "trace") return null;
  if (origin.deadline !== undefined) return origin.deadline;
  const promotedAt = Date.parse(origin.promotedAt ?? "");
  return Number.isNaN(promotedAt) ? null : new Date(promotedAt + usualDays * 86_400_000).toISOString();
}

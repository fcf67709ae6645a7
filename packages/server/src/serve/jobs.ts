import type { OpenServices } from "./open-services.ts";
import type { Job } from "./worker.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Everything that comes round: rollups follow what arrived, what is too old goes, what has ended is forgotten. */
export function jobsOf({ projects, spans, signals, review, access }: OpenServices): Job[] {
  return [
    { name: "rollups", everyMs: 30_000, firstMs: 5_000, run: (signal) => signals.rollUp(signal) },
    { name: "review", everyMs: 15_000, firstMs: 10_000, run: (signal) => review.fill(signal) },
    {
      name: "retention",
      everyMs: hourMs,
      firstMs: minuteMs,
      async run(signal) {
        for (const { projectId, retentionDays } of await projects.all()) {
          if (signal.aborted) return;
          const beforeMs = Date.now() - retentionDays * dayMs;
          await spans.removeBefore(projectId, beforeMs);
          await review.removeBefore(projectId, beforeMs);
        }
      },
    },
    { name: "ended-sessions", everyMs: hourMs, firstMs: minuteMs, run: () => access.forgetEnded() },
  ];
}

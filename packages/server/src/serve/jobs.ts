import type { OpenServices } from "./open-services.ts";
import type { Job } from "./worker.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Everything that comes round: rollups follow what arrived, what is too old goes, what has ended is forgotten. */
export function jobsOf({ projects, spans, signals, access }: OpenServices): Job[] {
  return [
    { name: "rollups", everyMs: 30_000, firstMs: 5_000, run: (signal) => signals.rollUp(signal) },
    {
      name: "retention",
      everyMs: hourMs,
      firstMs: minuteMs,
      async run(signal) {
        for (const { projectId, retentionDays } of await projects.all()) {
          if (signal.aborted) return;
          await spans.removeBefore(projectId, Date.now() - retentionDays * dayMs);
        }
      },
    },
    { name: "ended-sessions", everyMs: hourMs, firstMs: minuteMs, run: () => access.forgetEnded() },
  ];
}

import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { figure } from "../quote.ts";
import { durationMs } from "./duration.ts";

const limit = z
  .union([
    z.number().positive(),
    z
      .string()
      .refine((text) => (durationMs(text) ?? 0) > 0, "is not a duration; write 1200ms or 1.2s")
      .transform((text) => durationMs(text) ?? 0),
  ])
  .describe("ms, or a duration such as 1200ms or 1.2s.");

/** The target answered in time. */
export const latency = defineScorer({
  name: "latency",
  revision: 1,
  family: "budget",
  summary: "The target answered within a time.",
  deterministic: true,
  binary: true,
  options: z.union([limit.transform((maxMs) => ({ maxMs })), z.strictObject({ maxMs: limit })]),
  create:
    ({ maxMs }) =>
    ({ latencyMs }) => {
      if (!Number.isFinite(latencyMs)) throw new Error("the latency was not measured");
      const took = `${figure(Math.round(latencyMs * 10) / 10)} ms`;
      if (latencyMs <= maxMs) return { value: 1, reason: `took ${took} of ${figure(maxMs)} ms` };
      return { value: 0, reason: `took ${took}, at most ${figure(maxMs)} ms wanted` };
    },
  examples: [
    { title: "in time", options: "1.2s", subject: { output: "ok", latencyMs: 812 }, value: 1 },
    { title: "too slow", options: { maxMs: 1000 }, subject: { output: "ok", latencyMs: 1300 }, value: 0 },
  ],
});

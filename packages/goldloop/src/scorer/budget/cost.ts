import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { figure } from "../quote.ts";

const limit = z.number().nonnegative().describe("USD for one output.");

/** The output cost no more than a limit. A cost that is not known is an error, never a pass. */
export const cost = defineScorer({
  name: "cost",
  revision: 1,
  family: "budget",
  summary: "The output cost no more than a limit. An unknown cost is an error.",
  deterministic: true,
  binary: true,
  options: z.union([limit.transform((maxUsd) => ({ maxUsd })), z.strictObject({ maxUsd: limit })]),
  create:
    ({ maxUsd }) =>
    ({ costUsd }) => {
      if (costUsd === undefined || costUsd === null || !Number.isFinite(costUsd)) {
        throw new Error(
          "the cost is not known: the target must report `costUsd`, or a model with a known price and its usage",
        );
      }
      if (costUsd <= maxUsd) return { value: 1, reason: `cost $${figure(costUsd)} of $${figure(maxUsd)}` };
      return { value: 0, reason: `cost $${figure(costUsd)}, at most $${figure(maxUsd)} wanted` };
    },
  examples: [
    { title: "within the limit", options: 0.01, subject: { output: "ok", costUsd: 0.0042 }, value: 1 },
    { title: "above it", options: { maxUsd: 0.001 }, subject: { output: "ok", costUsd: 0.0042 }, value: 0 },
  ],
});

import { z } from "zod";
import { defineScorer } from "../definition.ts";
import type { Usage } from "../../trace/index.ts";
import { figure, listed } from "../quote.ts";

const limit = z.int().nonnegative();

/**
 * The output used no more tokens than allowed. Input includes cached tokens and output includes reasoning tokens, so the
 * total is input plus output. Usage that is not known is an error, never a pass.
 */
export const tokens = defineScorer({
  name: "tokens",
  revision: 1,
  family: "budget",
  summary: "The output used no more tokens than allowed. Unknown usage is an error.",
  deterministic: true,
  binary: true,
  options: z.union([
    limit
      .describe("At most this many, input and output together.")
      .transform((max) => ({ max: max as number | undefined, maxInput: undefined, maxOutput: undefined })),
    z
      .strictObject({
        max: limit.optional().describe("At most this many, input and output together."),
        maxInput: limit.optional().describe("At most this many of input, cached ones included."),
        maxOutput: limit.optional().describe("At most this many of output, reasoning included."),
      })
      .refine((all) => Object.values(all).some((one) => one !== undefined), "needs `max`, `maxInput` or `maxOutput`"),
  ]),
  create:
    ({ max, maxInput, maxOutput }) =>
    ({ usage }) => {
      const parts: [string, number, number][] = [];
      if (max !== undefined) parts.push(["tokens", known(usage, "inputTokens") + known(usage, "outputTokens"), max]);
      if (maxInput !== undefined) parts.push(["input tokens", known(usage, "inputTokens"), maxInput]);
      if (maxOutput !== undefined) parts.push(["output tokens", known(usage, "outputTokens"), maxOutput]);
      const over = parts.filter(([, used, most]) => used > most);
      if (over.length > 0) {
        return {
          value: 0,
          reason: over
            .map(([what, used, most]) => `${figure(used)} ${what}, at most ${figure(most)} wanted`)
            .join("; "),
        };
      }
      return {
        value: 1,
        reason: listed(parts.map(([what, used, most]) => `${figure(used)} of ${figure(most)} ${what}`)),
      };
    },
  examples: [
    {
      title: "input and output together",
      options: 1000,
      subject: { output: "ok", usage: { inputTokens: 700, outputTokens: 200, cachedInputTokens: 600 } },
      value: 1,
    },
    {
      title: "too long an answer",
      options: { maxOutput: 150 },
      subject: { output: "ok", usage: { inputTokens: 700, outputTokens: 200 } },
      value: 0,
    },
  ],
});

function known(usage: Usage | undefined, key: "inputTokens" | "outputTokens"): number {
  const count = usage?.[key];
  if (count === undefined || count === null || !Number.isFinite(count)) {
    throw new Error(`the usage is not known: the target must report \`usage.${key}\``);
  }
  return count;
}

import { z } from "@hono/zod-openapi";
import { mostScore } from "goldloop/trace";
import { instant, jsonValue } from "./shared.ts";

/** Design 8.2. One of score, value and comment is needed, and one of trace, span (with its trace) and session. */
export const feedbackBody = z
  .strictObject({
    id: z.string().max(200).optional().openapi({ description: "the same id again replaces what was said" }),
    traceId: z
      .string()
      .regex(/^[0-9a-f]{32}$/i, "32 hex digits are needed")
      .optional(),
    spanId: z
      .string()
      .regex(/^[0-9a-f]{16}$/i, "16 hex digits are needed")
      .optional(),
    sessionId: z.string().min(1).max(500).optional(),
    name: z.string().min(1).max(200).default("feedback").openapi({ example: "thumbs" }),
    score: z.number().min(-mostScore).max(mostScore).optional().openapi({ description: "thumbs up is 1, down is 0" }),
    value: jsonValue
      .refine((value) => typeof value !== "number" || Math.abs(value) <= mostScore, {
        error: `a number of at least ${-mostScore} and at most ${mostScore}, or no number, is needed`,
      })
      .optional(),
    comment: z.string().max(20_000).optional(),
    source: z.enum(["user", "reviewer", "system"]).default("user"),
    metadata: jsonValue.optional(),
    time: instant.optional(),
  })
  .openapi("FeedbackBody");

export const feedbackAnswer = z.object({ id: z.string() });

export type FeedbackBody = z.infer<typeof feedbackBody>;

import { z } from "@hono/zod-openapi";
import { cursorQuery, instant, several } from "./shared.ts";

/** A name as it stands in exports and is typed in commands. */
const labelName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u, "up to 40 letters, digits, spaces, - and _ are needed");

export const reviewLabelSchema = z
  .strictObject({
    name: labelName.openapi({ example: "wrong order" }),
    /** Whether an answer with this label is right; null: it says nothing about that. */
    passes: z.boolean().nullable(),
    description: z.string().max(500).optional(),
  })
  .openapi("ReviewLabel");

const score = z
  .string()
  .regex(/^[^<>=!]{1,200}(<=|<)-?\d+(\.\d+)?$/, "a score's name, < or <=, and a number are needed");

/** What brings traces into the queue by itself. */
export const reviewRulesSchema = z
  .strictObject({
    feedback: z.boolean().default(true).openapi({ description: "negative feedback" }),
    errors: z.boolean().default(true).openapi({ description: "a span other than a tool call failed" }),
    refusals: z.boolean().default(false),
    toolErrors: z.boolean().default(true),
    scores: z
      .array(score)
      .max(20)
      .default([])
      .openapi({ example: ["helpfulness<0.5"] }),
  })
  .openapi("ReviewRules");

export const reviewSetupSchema = z
  .strictObject({
    labels: z.array(reviewLabelSchema).min(2).max(9),
    rubric: z.string().max(10_000),
    rules: reviewRulesSchema,
    /** Share of traces that are drawn at random, whatever happened in them. */
    sampleRate: z.number().min(0).max(1),
    /** How many people label each trace that was drawn at random. */
    reviewers: z.int().min(1).max(5),
  })
  .superRefine(({ labels }, context) => {
    const names = labels.map(({ name }) => name.toLowerCase());
    for (const [at, name] of names.entries()) {
      if (names.indexOf(name) !== at) {
        context.addIssue({
          code: "custom",
          path: ["labels", at, "name"],
          message: "each label needs a name of its own",
        });
      }
    }
  })
  .openapi("ReviewSetup");

export const reviewQueue = z.enum(["failures", "sample"]);
export const reviewReason = z.enum(["hand", "feedback", "error", "refusal", "toolError", "score", "sample"]);
export const reviewState = z.enum(["open", "done"]);

export const reviewAnswerSchema = z
  .object({
    reviewer: z.string(),
    label: z.string(),
    passes: z.boolean().nullable(),
    note: z.string().optional(),
    correction: z.string().optional(),
    time: z.string(),
  })
  .openapi("ReviewAnswer");

export const reviewItemSchema = z
  .object({
    id: z.string(),
    queue: reviewQueue,
    state: reviewState,
    traceId: z.string(),
    /** When the trace started. */
    traceTime: z.string(),
    addedAt: z.string(),
    reasons: z.array(z.object({ kind: reviewReason, detail: z.string().optional() })),
    /** Of the sample: how likely it was to be drawn. */
    probability: z.number().optional(),
    input: z.string(),
    output: z.string(),
    error: z.string().optional(),
    route: z.string(),
    release: z.string().optional(),
    environment: z.string().optional(),
    groupId: z.string().optional(),
    /** How many traces are in its group, this one included. */
    groupSize: z.int(),
    /** Until another reviewer may be given it. */
    reservedBy: z.string().optional(),
    reservedUntil: z.string().optional(),
    /** Of others only once the reader has answered, so that nobody follows. */
    answers: z.array(reviewAnswerSchema),
  })
  .openapi("ReviewItem");

const project = z.string().optional();

export const reviewListQuery = cursorQuery.extend({
  project,
  queue: reviewQueue.optional(),
  state: reviewState.optional(),
  reason: several(),
  group: z.string().max(100).optional(),
});

export const reviewListSchema = z.object({
  items: z.array(reviewItemSchema),
  next: z.string().optional(),
  /** Of the whole queue, whatever was asked for. */
  open: z.object({ failures: z.int(), sample: z.int() }),
});

export const addToReviewBody = z
  .strictObject({
    traceIds: z
      .array(z.string().regex(/^[0-9a-f]{32}$/i, "32 hex digits are needed"))
      .min(1)
      .max(500),
    note: z.string().max(500).optional(),
  })
  .openapi("AddToReview");

export const addedToReviewSchema = z.object({
  added: z.int(),
  /** Were in the queue before. */
  known: z.int(),
  /** Traces that nothing is known of. */
  unknown: z.array(z.string()),
});

export const nextReviewBody = z
  .strictObject({
    queue: reviewQueue.default("failures"),
    group: z.string().max(100).optional(),
    /** Left for later by the one who asks. */
    except: z.array(z.string().max(100)).max(500).default([]),
  })
  .openapi("NextReview");

export const nextReviewSchema = z.object({ item: reviewItemSchema.nullable(), left: z.int() });

export const reviewAnswerBody = z
  .strictObject({
    label: z.string(),
    note: z.string().max(5_000).optional(),
    correction: z.string().max(100_000).optional(),
  })
  .openapi("ReviewAnswerBody");

export const failureGroupSchema = z
  .object({
    id: z.string(),
    /** What stands for it. */
    input: z.string(),
    output: z.string(),
    error: z.string().optional(),
    traceId: z.string(),
    size: z.int(),
    open: z.int(),
    firstTime: z.string(),
    lastTime: z.string(),
    /** Traces a day, oldest first, of the last 14 days. */
    trend: z.array(z.tuple([z.string(), z.int()])),
  })
  .openapi("FailureGroup");

export const failureGroupQuery = z.object({ project, limit: z.coerce.number().int().min(1).max(200).default(50) });
export const failureGroupListSchema = z.object({ groups: z.array(failureGroupSchema) });

export const agreementQuery = z.object({ project, from: instant.optional(), to: instant.optional() });

export const agreementSchema = z
  .object({
    /** Items that at least two people have labelled. */
    items: z.int(),
    reviewers: z.array(z.object({ reviewer: z.string(), answers: z.int() })),
    /** Share of pairs of answers that are the same; null without any. */
    agreement: z.number().nullable(),
    /** Krippendorff's alpha for nominal labels; null when it is not defined. */
    alpha: z.number().nullable(),
  })
  .openapi("ReviewAgreement");

export const reviewLabelsQuery = z.object({
  project,
  /** Only the sample may correct rates: what was picked for its failures says nothing about the others. */
  queue: reviewQueue.default("sample"),
});

export type ReviewSetup = z.infer<typeof reviewSetupSchema>;
export type ReviewItem = z.infer<typeof reviewItemSchema>;
export type ReviewReason = z.infer<typeof reviewReason>;
export type ReviewQueue = z.infer<typeof reviewQueue>;
export type ReviewListQuery = z.infer<typeof reviewListQuery>;
export type ReviewList = z.infer<typeof reviewListSchema>;
export type ReviewAnswerBody = z.infer<typeof reviewAnswerBody>;
export type NextReviewBody = z.infer<typeof nextReviewBody>;
export type FailureGroupJson = z.infer<typeof failureGroupSchema>;
export type Agreement = z.infer<typeof agreementSchema>;

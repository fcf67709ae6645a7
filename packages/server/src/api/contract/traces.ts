import { z } from "@hono/zod-openapi";
import { cursorQuery, filterQuery, instant, jsonValue, several, severalOf } from "./shared.ts";

export const spanKind = z.enum([
  "chat",
  "tool",
  "retrieval",
  "agent",
  "workflow",
  "embedding",
  "guardrail",
  "evaluator",
  "other",
]);

export const usageSchema = z
  .object({
    inputTokens: z.number().optional(),
    outputTokens: z.number().optional(),
    cachedInputTokens: z.number().optional(),
    reasoningTokens: z.number().optional(),
  })
  .openapi("Usage", { description: "input includes cached tokens, output includes reasoning tokens" });

export const toolCallSchema = z.object({
  id: z.string().optional(),
  name: z.string(),
  arguments: jsonValue,
  result: jsonValue.optional(),
  error: z.string().optional(),
});

export const messageSchema = z.object({
  role: z.string(),
  content: jsonValue,
  toolCalls: z.array(toolCallSchema).optional(),
  toolCallId: z.string().optional(),
});

export const documentSchema = z.object({
  id: z.string().optional(),
  text: z.string().optional(),
  score: z.number().optional(),
  metadata: jsonValue.optional(),
});

/** The canonical span of design 8.6. */
export const spanSchema = z
  .object({
    traceId: z.string(),
    spanId: z.string(),
    parentSpanId: z.string().optional(),
    name: z.string(),
    kind: spanKind,
    startTime: z.string(),
    endTime: z.string(),
    durationMs: z.number(),
    status: z.object({ code: z.enum(["unset", "ok", "error"]), message: z.string().optional() }),
    model: z.string().optional(),
    provider: z.string().optional(),
    input: jsonValue.optional(),
    output: jsonValue.optional(),
    messages: z.array(messageSchema).optional(),
    toolCalls: z.array(toolCallSchema).optional(),
    documents: z.array(documentSchema).optional(),
    usage: usageSchema.optional(),
    costUsd: z.number().optional(),
    timeToFirstTokenMs: z.number().optional(),
    sessionId: z.string().optional(),
    userId: z.string().optional(),
    environment: z.string().optional(),
    release: z.string().optional(),
    attributes: z.record(z.string(), jsonValue),
    /** What the detectors found in it, by kind: `{ email: 2 }`. */
    detections: z.record(z.string(), z.number()).optional(),
    refusal: z.boolean().optional(),
    fallback: z.boolean().optional(),
  })
  .openapi("Span");

/** A value that somebody or something gave to a trace, a span or a session. */
export const scoreSchema = z
  .object({
    id: z.string(),
    traceId: z.string().optional(),
    spanId: z.string().optional(),
    sessionId: z.string().optional(),
    name: z.string(),
    source: z.enum(["user", "reviewer", "system"]),
    /** The number, when it has one. Yes is 1, no is 0. */
    score: z.number().optional(),
    /** What was given, when it is no number: a label, a correction, any JSON. */
    value: jsonValue.optional(),
    comment: z.string().optional(),
    metadata: jsonValue.optional(),
    time: z.string(),
  })
  .openapi("Score");

/** One row of the list: the root span (or the first known one) with what its trace adds up to. */
export const traceRowSchema = z
  .object({
    traceId: z.string(),
    /** The root's, or the earliest span's while no root has arrived. */
    spanId: z.string(),
    startTime: z.string(),
    durationMs: z.number(),
    status: z.enum(["unset", "ok", "error"]),
    route: z.string(),
    /** False while the root has not arrived. */
    complete: z.boolean(),
    /** First 200 characters of the root's input and output as text. */
    input: z.string(),
    output: z.string(),
    models: z.array(z.string()),
    spans: z.number(),
    errors: z.number(),
    toolCalls: z.number(),
    toolErrors: z.number(),
    usage: usageSchema,
    costUsd: z.number().optional(),
    timeToFirstTokenMs: z.number().optional(),
    sessionId: z.string().optional(),
    userId: z.string().optional(),
    environment: z.string().optional(),
    release: z.string().optional(),
    refusal: z.boolean(),
    fallback: z.boolean(),
    /** Kinds of personal data and secrets found in any span. */
    detections: z.array(z.string()),
    scores: z.array(z.object({ name: z.string(), score: z.number().optional(), value: jsonValue.optional() })),
    feedback: z.array(z.object({ name: z.string(), score: z.number().optional(), value: jsonValue.optional() })),
  })
  .openapi("TraceRow");

/** A name, or `name<0.5`. Of `=>` and `==` the first sign would be a part of the name, which no trace has. */
function isComparison(text: string): boolean {
  const [, name = text, number = "0"] = /^(.*?)(?:<=|>=|!=|<|>|=)([^<>=!]*)$/s.exec(text) ?? [];
  return !/(?:^|[<>=!])\s*$/.test(name) && number.trim() !== "" && Number.isFinite(Number(number));
}

const comparison = (field: "score" | "feedback") =>
  severalOf(isComparison, "a name, or a name with one of < <= > >= = != and a number,", `?${field}=helpfulness<0.5`);

export const traceFilterQuery = filterQuery.extend({
  status: z.enum(["ok", "error"]).optional().openapi({ description: "error: any span of the trace failed" }),
  kind: severalOf(
    (kind) => spanKind.safeParse(kind).success,
    `one of ${spanKind.options.join(", ")}`,
    "?kind=tool",
  ).openapi({ description: `traces that have a span of this kind: ${spanKind.options.join(", ")}` }),
  session: z.string().optional(),
  user: z.string().optional(),
  text: z.string().optional().openapi({ description: "words in any span's input or output" }),
  score: comparison("score").openapi({ description: "`name`, `name<0.5`, `name>=0.8`", example: "helpfulness<0.5" }),
  feedback: comparison("feedback").openapi({
    description: "`any`, `negative`, `positive`, or a comparison as for `score`",
  }),
  flag: several().openapi({ description: "refusal, fallback, safety, toolError, or a kind found: `email`" }),
  attribute: several().openapi({ description: "`key=value` on any span", example: "app.tenant=acme" }),
  minLatencyMs: z.coerce.number().optional(),
  maxLatencyMs: z.coerce.number().optional(),
  minCostUsd: z.coerce.number().optional(),
});

export const traceListQuery = traceFilterQuery.extend(cursorQuery.shape).extend({
  sort: z
    .enum(["time", "latency", "cost", "tokens"])
    .default("time")
    .openapi({ description: "largest or newest first" }),
});

export const traceListSchema = z.object({
  traces: z.array(traceRowSchema),
  /** Absent on the last page. */
  next: z.string().optional(),
});

/** Counts per bar; bars without traces are included. */
export const histogramSchema = z.object({
  stepMs: z.number(),
  bars: z.array(z.object({ timeMs: z.number(), traces: z.number(), errors: z.number() })),
});

/** Values of each facet under all other filters, most frequent first. */
export const facetsSchema = z.object({
  facets: z.array(
    z.object({
      name: z.enum(["environment", "release", "model", "route", "tool", "status", "flag", "score", "feedback"]),
      values: z.array(z.object({ value: z.string(), traces: z.number() })),
    }),
  ),
});

export const traceSchema = z.object({
  traceId: z.string(),
  spans: z.array(spanSchema),
  /** Everything with a value, whoever gave it. */
  scores: z.array(scoreSchema),
  /** What users and reviewers said, and what came through a feedback endpoint. */
  feedback: z.array(scoreSchema),
});

/** A span of a large trace without its texts: what the tree needs. `?lean=true`. */
export const leanTraceQuery = z.object({
  project: z.string().optional(),
  lean: z
    .enum(["true", "false"])
    .default("false")
    .openapi({ description: "leave out input, output, messages, documents and attributes" }),
  /** A time near the trace; makes finding it faster. */
  near: instant.optional(),
  span: several().openapi({
    description: "only these spans (ids), whole: how a page fetches the texts of a span of a large trace",
  }),
});

export const sessionRowSchema = z
  .object({
    sessionId: z.string(),
    startTime: z.string(),
    endTime: z.string(),
    traces: z.number(),
    errors: z.number(),
    usage: usageSchema,
    costUsd: z.number().optional(),
    userId: z.string().optional(),
    firstInput: z.string(),
    lastOutput: z.string(),
  })
  .openapi("SessionRow");

export const sessionListSchema = z.object({ sessions: z.array(sessionRowSchema), next: z.string().optional() });
/** The traces of one conversation, in order. */
export const sessionSchema = z.object({
  sessionId: z.string(),
  traces: z.array(traceRowSchema),
  feedback: z.array(scoreSchema),
});

export type SpanJson = z.infer<typeof spanSchema>;
export type ScoreJson = z.infer<typeof scoreSchema>;
export type TraceRow = z.infer<typeof traceRowSchema>;
export type TraceListQuery = z.infer<typeof traceListQuery>;
export type TraceFilterQuery = z.infer<typeof traceFilterQuery>;
export type TraceList = z.infer<typeof traceListSchema>;
export type Histogram = z.infer<typeof histogramSchema>;
export type Facets = z.infer<typeof facetsSchema>;
export type TraceJson = z.infer<typeof traceSchema>;
export type SessionRow = z.infer<typeof sessionRowSchema>;
export type SessionJson = z.infer<typeof sessionSchema>;

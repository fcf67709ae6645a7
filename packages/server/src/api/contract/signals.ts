import { z } from "@hono/zod-openapi";
import { filterQuery } from "./shared.ts";

export const signalGroup = z.enum(["environment", "release", "model", "route", "tool"]);

/** One of the monitored series (design 8.3). */
export const signalSchema = z
  .object({
    name: z.string().openapi({ example: "errorRate" }),
    /** What it says, in one line, with what `n` counts. */
    title: z.string(),
    unit: z.enum(["ms", "usd", "tokens", "share", "count", "score"]),
    /** Which way is worse; none for volumes. */
    worse: z.enum(["higher", "lower", "none"]),
    /** What a point may show. The first is the default. */
    statistics: z.array(z.enum(["p50", "p90", "p95", "p99", "mean", "sum", "rate", "count"])),
    groupBy: z.array(signalGroup),
  })
  .openapi("Signal");

export const signalListSchema = z.object({ signals: z.array(signalSchema) });

export const signalQuery = filterQuery.extend({
  stepMs: z.coerce
    .number()
    .int()
    .min(1000)
    .optional()
    .openapi({ description: "width of a point; default: about 120 points" }),
  groupBy: signalGroup.optional(),
  statistic: z.string().optional(),
});

/** A point is [start of the step in ms since 1970, value, n]; steps with n = 0 are left out. */
export const seriesSchema = z.object({
  signal: signalSchema,
  statistic: z.string(),
  stepMs: z.number(),
  series: z.array(
    z.object({
      group: z.string().openapi({ description: "the value grouped by; empty without grouping" }),
      points: z.array(z.tuple([z.number(), z.number(), z.number()])),
      /** Over the whole range. */
      total: z.object({ value: z.number().nullable(), n: z.number() }),
    }),
  ),
  /** Releases first seen or marked in the range. */
  releases: z.array(z.object({ release: z.string(), timeMs: z.number(), note: z.string().optional() })),
});

export type ReleaseJson = z.infer<typeof releaseSchema>;
export type Signal = z.infer<typeof signalSchema>;
export type SignalQuery = z.infer<typeof signalQuery>;
export type SignalSeries = z.infer<typeof seriesSchema>;

export const releaseSchema = z
  .object({
    release: z.string(),
    /** When its first span started; absent while none has arrived. */
    firstSeenAt: z.string().optional(),
    /** When it was shipped, if somebody said so. */
    markedAt: z.string().optional(),
    note: z.string().optional(),
  })
  .openapi("Release");
export const releaseListSchema = z.object({ releases: z.array(releaseSchema) });

/** What the overview shows of one signal: a sparkline and the change against the range before. */
export const overviewSchema = z.object({
  sentence: z.string().openapi({ example: "Production is healthy: 1,204 traces in 24 h, 0.4% errors." }),
  /** False until the first span has arrived: the page then shows how to send one. */
  receiving: z.boolean(),
  signals: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      unit: z.string(),
      worse: z.string(),
      value: z.number().nullable(),
      n: z.number(),
      /** The same figure in the range of the same length before. */
      before: z.object({ value: z.number().nullable(), n: z.number() }),
      points: z.array(z.tuple([z.number(), z.number(), z.number()])),
    }),
  ),
  stepMs: z.number(),
  /** Newest first, with the figures of the range. */
  releases: z.array(
    z.object({
      release: z.string(),
      firstSeenMs: z.number(),
      note: z.string().optional(),
      traces: z.number(),
      errorRate: z.number().nullable(),
      latencyP95Ms: z.number().nullable(),
      costUsdPerTrace: z.number().nullable(),
    }),
  ),
  /** What asks for a person: newest first. */
  inbox: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(["feedback", "error", "safety"]),
      title: z.string(),
      traceId: z.string(),
      time: z.string(),
      /** How many traces share it, this one included. */
      traces: z.number(),
    }),
  ),
});

export type Overview = z.infer<typeof overviewSchema>;

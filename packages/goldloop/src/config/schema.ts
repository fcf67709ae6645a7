import { z } from "zod";
import { exampleSchema } from "../dataset/index.ts";
import { targetSpecSchema } from "../target/index.ts";
import { scorerSpecInputSchema } from "../scorer/index.ts";

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*(\/[A-Za-z0-9_.-]+)*$/, "letters, digits, `.`, `_`, `-`, with `/` between parts");
const positive = z.int().min(1);

/** Requests and tokens a minute that the other side allows. */
export const rateLimitSchema = z
  .strictObject({
    requestsPerMinute: z.number().positive().optional(),
    tokensPerMinute: z.number().positive().optional(),
  })
  .describe("What the other side allows a minute.");

const datasetSchema = z.union([
  z.string().describe("The dataset's file."),
  z.strictObject({
    file: z.string(),
    split: z.string().optional().describe("Only this split."),
    tags: z.array(z.string()).optional().describe("Only examples with all of these tags."),
    limit: positive.optional().describe("Only the first n of what is left."),
  }),
  z.array(exampleSchema).min(1).describe("Examples in code, for suites written in TypeScript."),
]);

const simulatedUserSchema = z.strictObject({
  model: z.string(),
  persona: z.string().describe("Who the user is and what they want, in a few sentences."),
  goal: z.string().optional(),
  maxTurns: positive.max(50).default(6),
  stop: z.string().optional().describe("What the user says when done."),
});

/** A suite: a dataset, a target and scorers under one name. */
export const suiteSchema = z.strictObject({
  name: name.optional().describe("For suites in code; in goldloop.yaml the key is the name."),
  dataset: datasetSchema,
  target: targetSpecSchema.optional().describe("The application under test."),
  targets: z.record(z.string(), targetSpecSchema).optional().describe("Several targets, each run on its own."),
  trials: positive.max(1000).optional().describe("How often each example is run. Default 1."),
  concurrency: positive.max(10_000).optional().describe("Calls of the target at the same time. Default 8."),
  timeoutMs: positive.optional().describe("For one call of the target. Default 60000."),
  retries: z.int().min(0).max(20).optional().describe("Repeats after infrastructure failures only. Default 2."),
  rateLimit: rateLimitSchema.optional(),
  cache: z.boolean().optional().describe("Reuse outputs of the same target, input and trial. Default false."),
  scorers: z.array(scorerSpecInputSchema).default([]),
  skipJudgesOnFailure: z
    .boolean()
    .optional()
    .describe("Do not ask judges about an output that a deterministic scorer has failed. Default false."),
  simulatedUser: simulatedUserSchema.optional(),
  maxCostUsd: z.number().positive().optional().describe("The run stops before it would spend more."),
});

/** A judge: a model, a prompt and a scale under one name. */
export const judgeSchema = z.strictObject({
  model: z.string().regex(/^[^/]+\/.+$/, "provider/model"),
  prompt: z.string().optional().describe("A file, or the text itself."),
  scale: z.tuple([z.number(), z.number()]).default([0, 1]),
  labels: z.array(z.string()).min(2).optional().describe("Names of the steps, lowest first."),
  votes: positive.max(25).default(1),
  temperature: z.number().min(0).max(2).optional(),
  seed: z.int().optional(),
  maxOutputTokens: positive.optional(),
  allowFloating: z
    .string()
    .min(1)
    .optional()
    .describe("Why this model may be named without a date or version. Needs a canary."),
  calibration: z.string().optional().describe("JSONL with human labels."),
  canary: z.string().optional().describe("JSONL of frozen inputs on which the judge is asked again."),
});

/** The price of a model that the built-in table lacks or that you pay differently. USD per million tokens. */
export const priceSchema = z.strictObject({
  inputUsdPerMillion: z.number().min(0),
  outputUsdPerMillion: z.number().min(0),
  cachedInputUsdPerMillion: z.number().min(0).optional(),
});

/** goldloop.yaml and goldloop.config.ts. */
export const configSchema = z.strictObject({
  version: z.literal(1),
  suites: z.record(name, suiteSchema).default({}),
  judges: z.record(name, judgeSchema).default({}),
  release: z
    .strictObject({ files: z.array(z.string()).default([]), models: z.array(z.string()).default([]) })
    .optional()
    .describe("What is shipped: named by its digest."),
  prices: z.record(z.string(), priceSchema).default({}),
  models: z
    .strictObject({
      retries: z.int().min(0).max(20).default(3),
      rateLimits: z.record(z.string(), rateLimitSchema).default({}).describe("By `provider/model` or `provider`."),
      baseUrls: z.record(z.string(), z.url()).default({}).describe("By provider, for OpenAI-compatible servers."),
    })
    .optional(),
  cassettes: z
    .strictObject({
      dir: z.string().default("evals/cassettes"),
      mode: z.enum(["auto", "replay", "record", "off"]).default("auto"),
    })
    .optional()
    .describe("Recorded model calls, so that suites with judges run without a key."),
});

export type ConfigInput = z.input<typeof configSchema>;
export type SuiteInput = z.input<typeof suiteSchema>;
export type ParsedConfig = z.output<typeof configSchema>;
export type ParsedSuite = z.output<typeof suiteSchema>;
export type JudgeConfig = z.output<typeof judgeSchema>;
export type Prices = Record<string, z.output<typeof priceSchema>>;

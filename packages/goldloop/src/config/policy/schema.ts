import { z } from "zod";

const roleName = z.string().min(1);
const names = z.union([z.string().transform((name) => [name]), z.array(z.string()).min(1)]);
const onInconclusive = z.enum(["block", "warn", "point"]);
const onError = z.enum(["block", "warn"]);
const confidence = z.number().min(0.5).max(0.999_999);
const days = z.int().min(1).max(3650);

const selectSchema = z.strictObject({
  tags: names.optional().describe("Examples with all of these tags."),
  anyTag: names.optional().describe("Examples with at least one of these tags."),
  splits: names.optional(),
  suites: names.optional().describe("Suites by name; * stands for any part: redteam/*."),
  scorers: z
    .union([z.enum(["deterministic", "judges"]), z.array(z.string()).min(1)])
    .optional()
    .describe("Only these scores count: deterministic, judges, or names. Default: all."),
  origin: z.enum(["trace", "import", "manual"]).optional().describe("Where the examples came from."),
  metadata: z
    .record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()])).min(1)]),
    )
    .optional(),
});

const gateSchema = z.strictObject({
  select: selectSchema.default({}).describe("What the gate looks at. Default: everything."),
  each: z.array(z.string()).min(1).optional().describe("The rules apply to each of these scorers."),
  require: z.array(z.string()).default([]).describe("metric[.statistic] (==|>=|<=|>|<) value[unit]"),
  noRegression: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .default({})
    .describe("How much worse than the baseline a metric may be: -2pp, +10%."),
  slices: z.array(z.string()).default([]).describe("metadata.KEY, split or tags: figures by value."),
  empty: z.enum(["block", "allow"]).default("block").describe("Only a selection by origin may be empty."),
  trials: z.int().min(1).max(1000).default(1).describe("At least so many trials of each example."),
  examplePass: z.enum(["all", "majority"]).default("all"),
  acceptable: z
    .union([z.literal(false), z.strictObject({ approver: roleName, maxDays: days })])
    .default(false)
    .describe("Who may accept a failure, and for how long."),
  onInconclusive: onInconclusive.optional(),
  onError: onError.optional(),
  confidence: confidence.optional(),
});

const signOffSchema = z.strictObject({
  roles: z.array(roleName).min(1),
  notAuthor: z.boolean().default(true),
  distinct: z.boolean().default(false).describe("Each role by another person."),
  validFor: z
    .string()
    .regex(/^\d+[dhw]$/, "a number with d, h or w: 7d")
    .optional(),
});

const stageSchema = z.strictObject({
  gates: z
    .union([z.literal("all"), z.array(z.string()).min(1)])
    .optional()
    .describe("Names of gates, or all."),
  enforce: z.enum(["block", "warn"]).default("block"),
  onInconclusive: onInconclusive.optional(),
  allowReplay: z.boolean().default(true).describe("Whether runs over recorded outputs count."),
  split: z.string().optional().describe("Runs over this split alone are taken."),
  canary: z.enum(["required", "when-present"]).default("when-present"),
  signOff: signOffSchema.optional(),
  verify: z.array(z.string()).min(1).optional(),
});

/** goldloop.policy.yaml as it is written (design 4.5); comparisons are still text. */
export const policySchema = z.strictObject({
  version: z.literal(1),
  people: z
    .record(
      z.string(),
      z.strictObject({
        key: z
          .string()
          .regex(/^ed25519:.+$/, "ed25519:<base64>, as goldloop keys show prints it")
          .optional(),
      }),
    )
    .default({})
    .describe("By e-mail address."),
  roles: z.record(roleName, z.array(z.string())).default({}).describe("Role: the people who hold it."),
  baseline: z
    .strictObject({
      from: z.string().min(1).default("approved"),
      onMissing: z.enum(["block", "warn"]).default("block"),
    })
    .prefault({})
    .describe("What is compared with: approved, a run, a file or a git ref."),
  defaults: z
    .strictObject({
      confidence: confidence.default(0.95),
      onError: onError.default("block"),
      onInconclusive: onInconclusive.default("block"),
    })
    .prefault({}),
  gates: z.record(z.string(), gateSchema).default({}),
  stages: z.record(z.string(), stageSchema).default({}),
});

export type ParsedPolicy = z.output<typeof policySchema>;
export type ParsedGate = z.output<typeof gateSchema>;
export type ParsedStage = z.output<typeof stageSchema>;

import { z } from "zod";

const roleName = z.string().min(1);
const names = z.union([z.string().transform((name) => [name]), z.array(z.string()).min(1)]);
const onInconclusive = z.enum(["block", "warn", "point"]);
const onError = z.enum(["block", "warn"]);
const confidence = z.number().min(0.5).max(0.999_999);
const days = z.int().min(1).max(3650);

const selectSchema = z.strictObject({
  tags: names.optional().describe("Only examples with all of these tags. Default: any."),
  anyTag: names.optional().describe("Only examples with at least one of these tags. Default: any."),
  splits: names.optional().describe("Only examples of these splits. Default: all splits."),
  suites: names
    .optional()
    .describe("Only these suites, or targets of them; * stands for any part, as in redteam/*. Default: all suites."),
  scorers: z
    .union([z.enum(["deterministic", "judges"]), z.array(z.string()).min(1)])
    .optional()
    .describe(
      "Only these scores count: those of deterministic scorers, those of judges, or scores by name. Default: all.",
    ),
  origin: z
    .enum(["trace", "import", "manual"])
    .optional()
    .describe("Only examples that came from there; those of traces are the promoted ones. Default: any."),
  metadata: z
    .record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()])).min(1)]),
    )
    .optional()
    .describe("Only examples whose metadata have this value, or one of these values, under each key. Default: any."),
});

const acceptableSchema = z.strictObject({
  approver: roleName.describe("The role whose holders may sign a risk acceptance."),
  maxDays: days.describe("For how many days after its approval an acceptance may run at most."),
});

const gateSchema = z.strictObject({
  select: selectSchema.default({}).describe("What the gate looks at. Default: everything."),
  each: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      "Rules on mean, passRate and passAll apply to each of these scorers by itself. Default: to the selection.",
    ),
  require: z
    .array(z.string())
    .default([])
    .describe("What must hold: metric[.statistic] (==|>=|<=|>|<) value[unit]. Default: nothing."),
  noRegression: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .default({})
    .describe("How much worse than the baseline a metric may be: -2pp, +10%. Default: not compared."),
  slices: z
    .array(z.string())
    .default([])
    .describe(
      "Figures by value of metadata.KEY, split or tags; a value that fails after correction fails the rule. Default: none.",
    ),
  empty: z
    .enum(["block", "allow"])
    .default("block")
    .describe("Whether a selection that matches nothing is an error; only one by origin may allow it. Default: block."),
  trials: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe(
      "How often the run must have repeated each example at least; with fewer trials the rule fails. Default: 1.",
    ),
  examplePass: z
    .enum(["all", "majority"])
    .default("all")
    .describe(
      "How trials make up a pass rate: each counts by itself, or an example passes when more than half of them do. Default: all.",
    ),
  acceptable: z
    .union([z.literal(false), acceptableSchema])
    .default(false)
    .describe("Who may accept a failure of this gate by a signed risk acceptance, and for how long. Default: false."),
  onInconclusive: onInconclusive
    .optional()
    .describe("What an inconclusive rule of this gate does. Default: the stage's word, else that of defaults."),
  onError: onError
    .optional()
    .describe("Whether an error fails the rule, or only counts as the worst value. Default: the word of defaults."),
  confidence: confidence
    .optional()
    .describe("The confidence of the bound that decides an inequality or a comparison. Default: that of defaults."),
});

const signOffSchema = z.strictObject({
  roles: z
    .array(roleName)
    .min(1)
    .describe("The roles that must sign; the verdict of goldloop gate names who must still do so."),
  notAuthor: z.boolean().default(true).describe("Whether authors of the change may not sign for it. Default: true."),
  distinct: z
    .boolean()
    .default(false)
    .describe("Whether each role must be signed for by another person. Default: false."),
  validFor: z
    .string()
    .regex(/^\d+[dhw]$/, "a number with d, h or w: 7d")
    .optional()
    .describe("How long a sign-off counts: a number with h, d or w, as in 7d. Default: without end."),
});

const stageSchema = z.strictObject({
  gates: z
    .union([z.literal("all"), z.array(z.string()).min(1)])
    .optional()
    .describe(
      "The gates that decide in this stage: their names, or all. Default: none; the stage must have verify then.",
    ),
  enforce: z
    .enum(["block", "warn"])
    .default("block")
    .describe("Whether failures block, or are shown and allowed. Default: block."),
  onInconclusive: onInconclusive
    .optional()
    .describe("What an inconclusive rule does in this stage. Default: the word of defaults."),
  allowReplay: z
    .boolean()
    .default(true)
    .describe("Whether a run over recorded outputs counts; where it does not, it blocks. Default: true."),
  split: z
    .string()
    .optional()
    .describe(
      "The split of which a run is taken though it is a part of the dataset only. Default: runs of the whole alone.",
    ),
  canary: z
    .enum(["required", "when-present"])
    .default("when-present")
    .describe(
      "Whether rules that rest on a judge block unless its canary was asked in the run; a judge that moved blocks either way. Default: when-present.",
    ),
  signOff: signOffSchema
    .optional()
    .describe(
      "Who must sign beside the gates: goldloop gate names the roles that must still sign; the release commands of a later version verify the signatures. Default: nobody.",
    ),
  verify: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      "Stages whose evidence must hold, and acceptances: the release commands of a later version verify it, so goldloop gate refuses a stage with it. Default: none.",
    ),
});

/** goldloop.policy.yaml as it is written (design 4.5); comparisons are still text. */
export const policySchema = z.strictObject({
  version: z.literal(1).describe("The version of this format."),
  people: z
    .record(
      z.string(),
      z.strictObject({
        key: z
          .string()
          .regex(/^ed25519:.+$/, "ed25519:<base64>, as goldloop keys show prints it")
          .optional()
          .describe(
            "The public key that counts as this person's signature, as goldloop keys show prints it. Default: none.",
          ),
      }),
    )
    .default({})
    .describe("Everybody who holds a role, by e-mail address. Default: nobody."),
  roles: z
    .record(roleName, z.array(z.string()))
    .default({})
    .describe("The people who hold each role, by e-mail address. Default: none."),
  baseline: z
    .strictObject({
      from: z
        .string()
        .min(1)
        .default("approved")
        .describe("What runs are compared with: approved, a run, a file of outputs or a git ref. Default: approved."),
      onMissing: z
        .enum(["block", "warn"])
        .default("block")
        .describe(
          "Whether rules of noRegression block without a baseline, or are inconclusive and allowed. Default: block.",
        ),
    })
    .prefault({})
    .describe("What noRegression compares with. Default: the approved baseline."),
  defaults: z
    .strictObject({
      confidence: confidence
        .default(0.95)
        .describe("The confidence of the bound that decides an inequality or a comparison. Default: 0.95."),
      onError: onError
        .default("block")
        .describe("Whether an error fails the rule, or only counts as the worst value. Default: block."),
      onInconclusive: onInconclusive
        .default("block")
        .describe(
          "What an inconclusive rule does: block, warn, or point, which blocks when the observed value is on the wrong side. Default: block.",
        ),
    })
    .prefault({})
    .describe("What gates and stages do that do not say otherwise. Default: as its keys say."),
  gates: z.record(z.string(), gateSchema).default({}).describe("The gates by name; at least one."),
  stages: z
    .record(z.string(), stageSchema)
    .default({})
    .describe("The stages by name. Default: none; all gates decide then."),
});

export type ParsedPolicy = z.output<typeof policySchema>;
export type ParsedGate = z.output<typeof gateSchema>;
export type ParsedStage = z.output<typeof stageSchema>;

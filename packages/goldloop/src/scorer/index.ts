export { settle } from "./apply.ts";
export type { Scored, ScoreRule } from "./apply.ts";
export { customScorer, isCustomScorer } from "./custom.ts";
export type { CustomScoreFunction, CustomScorer, CustomScorerOptions, Verdict } from "./custom.ts";
export type {
  AnyScorerDefinition,
  Finding,
  Judge,
  JudgeUse,
  Score,
  ScoreFunction,
  ScorerDefinition,
  ScorerDocExample,
  ScorerEnvironment,
  ScorerFamily,
  ScorerTraits,
  Subject,
} from "./definition.ts";
export { outlineScorer } from "./outline.ts";
export type { ScorerOutline } from "./outline.ts";
export { prepareScorer, prepareScorers } from "./prepare.ts";
export type { PinnedScorer, PreparedScorer } from "./prepare.ts";
export { textOf } from "./read.ts";
export { scorers } from "./registry.ts";
export { parseScorerSpec } from "./parse-spec.ts";
export { scorerSpecInputSchema } from "./spec.ts";
export type { ParsedScorer, ScorerSpecInput } from "./spec.ts";

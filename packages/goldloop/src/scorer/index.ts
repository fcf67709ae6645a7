export { defineScorer } from "./definition.ts";
export type {
  AnyScorerDefinition,
  Finding,
  Judge,
  Score,
  ScoreFunction,
  ScorerDefinition,
  ScorerDocExample,
  ScorerEnvironment,
  ScorerFamily,
  ScorerTraits,
  Subject,
} from "./definition.ts";

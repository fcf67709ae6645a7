export { defineScorer } from "./definition.ts";
export type {
  Finding,
  Judge,
  Score,
  ScoreFunction,
  ScorerDefinition,
  ScorerDocExample,
  ScorerEnvironment,
  ScorerFamily,
  Subject,
} from "./definition.ts";

import type { AnyScorerDefinition } from "../definition.ts";
import { answerRelevance } from "./answer-relevance.ts";
import { closedQa } from "./closed-qa.ts";
import { factuality } from "./factuality.ts";
import { faithfulness } from "./faithfulness.ts";
import { goal } from "./goal.ts";
import { judge } from "./judge.ts";
import { pairwise } from "./pairwise.ts";
import { prompt } from "./prompt.ts";
import { rubric } from "./rubric.ts";
import { similar } from "./similar.ts";

/** Scorers that ask a model: not deterministic, and pinned by the model and everything that is sent to it. */
export const judgeScorers: readonly AnyScorerDefinition[] = [
  judge,
  rubric,
  factuality,
  closedQa,
  pairwise,
  prompt,
  goal,
  faithfulness,
  answerRelevance,
  similar,
];

import type { AnyScorerDefinition } from "../definition.ts";

/** The scorers that ask a model. */
export const judgeScorers: readonly AnyScorerDefinition[] = [];

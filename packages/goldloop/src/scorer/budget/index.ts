import type { AnyScorerDefinition } from "../definition.ts";
import { cost } from "./cost.ts";
import { latency } from "./latency.ts";
import { tokens } from "./tokens.ts";

/** Scorers over what an output took. */
export const budgetScorers: readonly AnyScorerDefinition[] = [latency, cost, tokens];

import type { AnyScorerDefinition } from "../definition.ts";
import { toolCalls } from "./tool-calls.ts";
import { trajectory } from "./trajectory.ts";

/** Scorers that read what an agent did. */
export const agentScorers: readonly AnyScorerDefinition[] = [toolCalls, trajectory];

import type { AnyScorerDefinition } from "../definition.ts";
import { contextPrecision } from "./context-precision.ts";
import { contextRecall } from "./context-recall.ts";

/** Scorers that compare retrieved documents with the relevant ones. */
export const retrievalScorers: readonly AnyScorerDefinition[] = [contextPrecision, contextRecall];

import type { ScorerSpec } from "../dataset/index.ts";
import { scorers } from "./registry.ts";
import { type ParsedScorer, readScorerSpec } from "./spec.ts";

/** Reads a scorer as written in a file, as `readScorerSpec` does, knowing every scorer. */
export function parseScorerSpec(spec: ScorerSpec): ParsedScorer {
  return readScorerSpec(spec, scorers);
}

import type { ParsedScorer } from "./spec.ts";

/** What is known of a scorer before it is made ready: no file is read and no model looked for. */
export interface ScorerOutline {
  /** The name in results: the `as`, else the scorer's own, with `not ` before it when negated. */
  name: string;
  /** The kind of scorer: its name in the registry. */
  scorer: string;
  /** Its name without `as` and `not`: for the kind `judge` the judge's. */
  ownName: string;
  deterministic: boolean;
  binary: boolean;
}

/** The outline of a scorer that `parseScorerSpec` understood. */
export function outlineScorer({ definition, options, as, not }: ParsedScorer): ScorerOutline {
  const traits = definition.traits?.(options) ?? {};
  const ownName = traits.name ?? definition.name;
  return {
    name: as ?? `${not ? "not " : ""}${ownName}`,
    scorer: definition.name,
    ownName,
    deterministic: traits.deterministic ?? definition.deterministic,
    binary: traits.binary ?? definition.binary,
  };
}

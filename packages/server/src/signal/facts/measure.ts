/** What is measured of one trace, model call, tool call or score: a number each time. Rates are 0 or 1. */
export type Measure =
  | "latencyMs"
  | "errorRate"
  | "refusalRate"
  | "fallbackRate"
  | "safetyFlags"
  | "tokens"
  | "costUsd"
  | "timeToFirstTokenMs"
  | "toolErrorRate"
  | "feedback"
  | "feedback.positive"
  | `score.${string}`;

/** Facts that one reading of the tables yields. */
export interface Family {
  /** Undefined: whatever has a name of this kind, of scores. */
  measures: readonly Measure[];
  /** Whose name a row carries besides the dimensions of its trace. */
  subject: "model" | "tool" | "none";
}

export const ofTraces: Family = {
  measures: ["latencyMs", "errorRate", "refusalRate", "fallbackRate", "safetyFlags"],
  subject: "none",
};
export const ofUsage: Family = { measures: ["tokens", "costUsd", "timeToFirstTokenMs"], subject: "model" };
export const ofTools: Family = { measures: ["toolErrorRate"], subject: "tool" };
export const ofScores: Family = { measures: ["feedback", "feedback.positive"], subject: "none" };

/** Measures of which percentiles are shown. */
export const sketchedMeasures: readonly Measure[] = ["latencyMs", "timeToFirstTokenMs"];

/** The family that a measure belongs to. */
export function familyOf(measure: Measure): Family {
  return [ofTraces, ofUsage, ofTools].find((family) => family.measures.includes(measure)) ?? ofScores;
}

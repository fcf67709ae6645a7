import type { TraceRow } from "../api/index.ts";

/** The scores of a row that are no feedback: what people said is shown beside them. */
export function scoresOf(row: TraceRow): TraceRow["scores"] {
  const said = new Set(row.feedback.map((one) => one.name));
  return row.scores.filter((one) => !said.has(one.name));
}

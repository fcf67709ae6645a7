export { comparisonOf } from "./comparison.ts";
export { createSpans } from "./create-spans.ts";
export type { ScoreRow, SpanEventRow, SpanRow } from "./row.ts";
export { settleTraces, type SettledHours, type SettledOf } from "./settled.ts";
export type { Range, SpanReads, SpanRemovals } from "./spans.ts";
export type { FoundTrace } from "./trace-rows.ts";

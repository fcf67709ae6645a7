export { createSpans } from "./create-spans.ts";
export type { ScoreRow, SpanEventRow, SpanRow } from "./row.ts";
export type { Range, SpanReads, SpanRemovals } from "./spans.ts";

export type { Known, SpanPart } from "./part.ts";
export { createSpanParts } from "./submit-parts.ts";
export type { PartFault, SpanParts } from "./submit-parts.ts";

export { canonicalSpan } from "./canonical.ts";
export { decodeOtlpJson } from "./otlp/json.ts";
export { decodeOtlpProtobuf } from "./otlp/protobuf.ts";
export { OtlpError } from "./otlp/raw.ts";
export type { OtlpBatch, RawSpan } from "./otlp/raw.ts";
export type { Message, RetrievedDocument, Span, ToolCall, Trace, Usage } from "./span.ts";
export { addUsage, canonicalTrace, traceTotals } from "./trace.ts";

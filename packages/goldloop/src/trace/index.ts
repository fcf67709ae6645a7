export { ignoredOf, mostScore } from "./bounds.ts";
export { canonicalSpan } from "./canonical.ts";
export { evaluationEvent, evaluationOf } from "./evaluation.ts";
export type { Evaluation } from "./evaluation.ts";
export { decodeOtlpJson } from "./otlp/json.ts";
export type { OtlpLogBatch, RawLog } from "./otlp/log.ts";
export { decodeOtlpLogsJson } from "./otlp/logs-json.ts";
export { decodeOtlpLogsProtobuf } from "./otlp/logs-protobuf.ts";
export { decodeOtlpProtobuf } from "./otlp/protobuf.ts";
export { OtlpError } from "./otlp/raw.ts";
export type {
  Attributes,
  AttributeValue,
  MergedSpan,
  OtlpBatch,
  RawEvent,
  RawLink,
  RawResource,
  RawScope,
  RawSpan,
} from "./otlp/raw.ts";
export type { Message, RetrievedDocument, Span, ToolCall, Trace, Usage } from "./span.ts";
export { addUsage, canonicalTrace, traceTotals } from "./trace.ts";

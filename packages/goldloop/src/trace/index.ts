export type { Message, RetrievedDocument, Span, SpanKind, ToolCall, Trace, Usage } from "./span.ts";

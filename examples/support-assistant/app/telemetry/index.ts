export { flush, getTracer } from "./exporter.ts";
export { inputMessages, outputMessages, systemInstructions } from "./messages.ts";
export { inSpan, parentContext } from "./spans.ts";
export type { Recorder, Scope } from "./spans.ts";

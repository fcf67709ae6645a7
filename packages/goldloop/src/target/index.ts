export { wrapConversation } from "./converse.ts";
export type { OpenTarget, TargetContext, TargetEnvironment, TargetIdentity, TargetResult } from "./definition.ts";
export { openTarget } from "./open.ts";
export { exporterVariables, startSpanReceiver } from "./receiver.ts";
export type { SpanReceiver } from "./receiver.ts";
export { openReplay } from "./replay-file.ts";
export type { Replay } from "./replay-file.ts";
export { targetSpecSchema } from "./spec.ts";
export type { TargetSpec } from "./spec.ts";

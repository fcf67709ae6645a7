export { wrapConversation } from "./converse.ts";
export { defineTarget } from "./definition.ts";
export type {
  OpenTarget,
  TargetContext,
  TargetDefinition,
  TargetEnvironment,
  TargetIdentity,
  TargetResult,
} from "./definition.ts";
export type { TargetFunction, TargetFunctionContext } from "./function.ts";
export { interpolate, interpolateJson } from "./interpolate.ts";
export { openTarget } from "./open.ts";
export type { OpenedTarget } from "./open.ts";
export { readUsage } from "./read-usage.ts";
export { exporterVariables, startSpanReceiver } from "./receiver.ts";
export type { SpanReceiver } from "./receiver.ts";
export { targets } from "./registry.ts";
export { openReplay } from "./replay-file.ts";
export type { Replay, ReplayEntry } from "./replay-file.ts";
export type { SimulatedUser } from "./simulated-user.ts";
export { parseTargetSpec, targetSpecSchema } from "./spec.ts";
export type { TargetSpec } from "./spec.ts";

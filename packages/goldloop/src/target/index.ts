export { defineTarget } from "./definition.ts";
export type {
  OpenTarget,
  TargetContext,
  TargetDefinition,
  TargetEnvironment,
  TargetIdentity,
  TargetResult,
} from "./definition.ts";

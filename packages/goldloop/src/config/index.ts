export { defineConfig, defineSuite } from "./define.ts";
export { isOn, publishVariables, readEnvironment } from "./environment.ts";
export type { Environment } from "./environment.ts";
export { configFileNames, findProject } from "./find.ts";
export type { ProjectFiles } from "./find.ts";
export { loadConfig } from "./load.ts";
export type { Config, SuiteConfig } from "./load.ts";
export { lockFileName, readLock, writeLock } from "./lock.ts";
export type { Lock } from "./lock.ts";
export { canaryVerdictsFile, differences, fittingCalibration } from "./pins.ts";
export type { CanaryPin, JudgeCalibrationPin, JudgePin, PinDifference, ScorerPin, SuitePins } from "./pins.ts";
export { configJsonSchema } from "./json-schema.ts";
export {
  knownMetrics,
  loadPolicy,
  metricStatistics,
  policyFileName,
  policyJsonSchema,
  readPolicyText,
} from "./policy/index.ts";
export type {
  Acceptable,
  Gate,
  GateSelection,
  MetricName,
  OnInconclusive,
  Operator,
  Person,
  Policy,
  Regression,
  Requirement,
  Stage,
} from "./policy/index.ts";
export type { ConfigInput, JudgeConfig, ParsedConfig, ParsedSuite, Prices, SuiteInput } from "./schema.ts";

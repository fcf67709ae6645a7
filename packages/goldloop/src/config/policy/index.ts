export { knownMetrics, metricStatistics } from "./known-metrics.ts";
export { policyJsonSchema } from "./json-schema.ts";
export { loadPolicy, policyFileName } from "./load.ts";
export { readPolicyText } from "./read.ts";
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
} from "./policy.ts";

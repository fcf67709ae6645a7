export { defineConfig, defineSuite } from "./config/index.ts";
export type { ConfigInput, SuiteInput } from "./config/index.ts";
export { loadDataset } from "./dataset/index.ts";
export type { Dataset, Example } from "./dataset/index.ts";
export type { Digest, Json, JsonObject } from "./digest/index.ts";
export { GoldloopError, IncompleteError, InfrastructureError, InputError, InputErrors } from "./error/index.ts";
export type {
  AcceptanceUse,
  Decision,
  GateVerdict,
  Removal,
  RuleFault,
  RuleVerdict,
  SliceVerdict,
  Verdict,
  VerdictDocument,
} from "./gate/index.ts";
export { compareRuns, openRun } from "./run/index.ts";
export type { Comparison, ResultLine, RunRecord, RunSummary, ScoreSummary, StoredRun } from "./run/index.ts";
export { customScorer } from "./scorer/index.ts";
export type { Finding, Score, Subject } from "./scorer/index.ts";
export type { TargetFunction, TargetFunctionContext, TargetResult } from "./target/index.ts";
export type { Message, Span, ToolCall, Trace, Usage } from "./trace/index.ts";

export { attributeDifference } from "./attribution.ts";
export type { Attribution, Attributions, DifferencePart } from "./attribution.ts";
export { notAsked } from "./canaries.ts";
export type { AskCanary, CanaryCall, CanaryRecord, CanaryRecords } from "./canaries.ts";
export { checkStart } from "./check-start.ts";
export { compareRuns } from "./compare.ts";
export type { Comparison, ExampleDifference, ScoreDifference } from "./compare.ts";
export { estimateRun } from "./estimate.ts";
export type { Estimate } from "./estimate.ts";
export type { RunEvents } from "./events.ts";
export { openJudges } from "./judges.ts";
export { mergeRuns } from "./merge.ts";
export { openConfiguredModels } from "./models.ts";
export type { ModelSetting } from "./models.ts";
export { formatDifference } from "./pin-check.ts";
export { computePins, defaultJudgeThreshold } from "./pins.ts";
export { planSuite, selectSuites } from "./plan.ts";
export type { Plan, RunOptions, Task } from "./plan.ts";
export type {
  Distribution,
  ResultError,
  ResultLine,
  ResultScore,
  RunRecord,
  RunSummary,
  ScoreSummary,
  Selection,
  StoredRun,
} from "./record.ts";
export { runPlan } from "./run.ts";
export type { FinishedRun, RunSetting } from "./run.ts";
export { findRuns, findRunSet, planRunSet, writeRunSet } from "./run-set.ts";
export type { RunSet, RunSetMember, StoredRunSet } from "./run-set.ts";
export { findRun, isRun, listRuns, openRun, runsDirectory } from "./store.ts";
export { verifyRun } from "./verify.ts";
export type { TargetHome } from "./target-home.ts";
export { outcomeOf, Summariser } from "./summarise.ts";
export type { Outcome } from "./summarise.ts";
export { takeSnapshot, touched } from "./watch.ts";
export type { Snapshot, Touch } from "./watch.ts";

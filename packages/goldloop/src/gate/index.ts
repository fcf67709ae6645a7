export { exitCodeOf } from "./exit-code.ts";
export type { GateFault } from "./fault.ts";
export { judgeGates } from "./judge.ts";
export type { Judgement } from "./judge.ts";
export { selfTest } from "./self-test/self-test.ts";
export type { SelfTestOptions, SelfTestProgress } from "./self-test/self-test.ts";
export type {
  BlockingExample,
  SelfTestDocument,
  SimulatedRule,
  SimulatedShare,
  VisibleRegression,
} from "./self-test/document.ts";
export { suiteKey } from "./suite-key.ts";
export { scoreStatus } from "./table.ts";
export type { RunTable, ScoreColumn, TableExample } from "./table.ts";
export type {
  Baseline,
  CanaryResult,
  CheckedAcceptance,
  GatedRun,
  GateInput,
  JudgeCalibration,
  LabelledSample,
  SuiteBaseline,
} from "./evidence.ts";
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
} from "./verdict.ts";

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

export type {
  Distribution,
  JudgePin,
  ResultError,
  ResultLine,
  RunRecord,
  RunSummary,
  ScorerPin,
  ScoreSummary,
  Selection,
  StoredRun,
  SuitePins,
} from "./record.ts";

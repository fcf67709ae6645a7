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
  SuitePins,
} from "./record.ts";

import type { Gate, Requirement } from "../config/index.ts";
import { judgeCalibration } from "./calibration.ts";
import { judgesOf } from "./canary.ts";
import { termsOf, type Case } from "./case.ts";
import { judgeCount } from "./count.ts";
import { judgeAmount } from "./distribution.ts";
import { faulty, figure, type Figure } from "./figure.ts";
import type { Measurement } from "./measurement.ts";
import { excuses, withoutExcused } from "./open.ts";
import { isPresent, type Part } from "./part.ts";
import { judgeRate } from "./rate.ts";
import { subjectOf } from "./ruling.ts";
import { judgeMean } from "./score.ts";
import type { ScoreColumn } from "./table.ts";

/** Everything that one requirement measures: one figure a run and scorer, or one over all runs for counts and totals. */
export function measurementsOf(from: Case, gate: Gate, rule: Requirement, parts: readonly Part[]): Measurement[] {
  const { metric } = rule;
  const terms = termsOf(from, gate);
  if (metric.kind === "count") return [overAll(gate, rule, parts, () => judgeCount(parts, rule))];
  if (metric.kind === "distribution" && metric.statistic === "total") {
    return [overAll(gate, rule, parts, () => judgeAmount(parts, rule, terms))];
  }
  return parts.flatMap((part): Measurement[] => {
    const { view, examples } = part;
    const subject = { ...subjectOf(gate, rule), suite: view.key, trials: view.table.record.trials };
    const base = { part, judges: [], examples };
    switch (metric.kind) {
      case "distribution":
        return [
          {
            ...base,
            subject: { ...subject, scorer: null },
            measure: (chosen) => judgeAmount([{ view, examples: chosen }], rule, terms),
          },
        ];
      case "judge":
        return judgesOf(columnsOf(gate, rule, part)).map((judge) => {
          const { calibrations } = part.judged.run;
          const calibration = Object.hasOwn(calibrations, judge) ? calibrations[judge] : undefined;
          return {
            ...base,
            subject: { ...subject, scorer: judge },
            judges: [judge],
            measure: () => judgeCalibration(judge, calibration, rule, terms),
          };
        });
      case "score":
        return columnsOf(gate, rule, part).map((column) => {
          const { samples } = part.judged.run;
          const sample =
            column.judges.length > 0 && Object.hasOwn(samples, column.name) ? samples[column.name] : undefined;
          return {
            ...base,
            subject: { ...subject, scorer: column.name },
            judges: column.judges,
            measure: (chosen) => judgeMean(view, column, rule, terms, chosen, sample),
          };
        });
      default:
        return rateSets(gate, rule, part).map(({ scorer, columns }) => ({
          ...base,
          examples: rateExamples(from, gate, rule, part),
          subject: { ...subject, scorer },
          judges: judgesOf(columns),
          measure: (chosen) => rateFigure(from, gate, rule, part, columns, chosen),
        }));
    }
  });
}

function overAll(gate: Gate, rule: Requirement, parts: readonly Part[], measure: () => Figure): Measurement {
  const trials = Math.min(...parts.map(({ view }) => view.table.record.trials));
  return {
    subject: { ...subjectOf(gate, rule), suite: null, scorer: null, trials },
    part: undefined,
    judges: [],
    examples: new Int32Array(0),
    measure,
  };
}

/** The scorers that a rule is applied to one by one. */
export function columnsOf(gate: Gate, { metric }: Pick<Requirement, "metric">, part: Part): readonly ScoreColumn[] {
  const names = metric.scorer === undefined ? gate.each : [metric.scorer];
  if (names === undefined) return part.columns;
  return names.flatMap((name) =>
    part.view.columns(name).filter((column) => isPresent(part.view, column, part.examples)),
  );
}

/** The sets of scorers that a pass takes: each alone where the rule or the gate names them, all of them together otherwise. */
export function rateSets(
  gate: Gate,
  rule: Pick<Requirement, "metric">,
  part: Part,
): { scorer: string | null; columns: readonly ScoreColumn[] }[] {
  if (rule.metric.scorer === undefined && gate.each === undefined) return [{ scorer: null, columns: part.columns }];
  return columnsOf(gate, rule, part).map((column) => ({ scorer: column.name, columns: [column] }));
}

/** Whether open examples stay out of a rule: one that everything must pass. */
function leavesOpenOut(gate: Gate, { operator, value, metric }: Requirement): boolean {
  return excuses(gate) && operator === "==" && value === 1 && metric.better === "higher";
}

function rateExamples(from: Case, gate: Gate, rule: Requirement, { view, examples, open }: Part): Int32Array {
  if (rule.metric.metric === "guarded.passRate") {
    return view.within(examples, "guarded", ({ id }) => from.input.baseline?.guarded.has(id) === true);
  }
  return leavesOpenOut(gate, rule) ? withoutExcused(view, examples, open) : examples;
}

function rateFigure(
  from: Case,
  gate: Gate,
  rule: Requirement,
  { view, examples, open }: Part,
  columns: readonly ScoreColumn[],
  chosen: Int32Array,
): Figure {
  const guarded = rule.metric.metric === "guarded.passRate";
  if (
    guarded &&
    from.input.baseline === undefined &&
    examples.some((place) => view.table.examples[place]?.origin === "trace")
  ) {
    const { noBaseline } = from.input;
    return faulty(
      "no-baseline",
      `${noBaseline?.reason ?? "there is no baseline"}: which promoted examples are guarded is not known`,
      {
        hint: noBaseline?.hint ?? "goldloop release approve --initial --owner YOU@EXAMPLE.COM",
      },
    );
  }
  if (chosen.length === 0 && !guarded && open.excused.size > 0) {
    return figure({ verdict: "pass", reason: "only open examples are selected" });
  }
  return judgeRate(view, columns, rule, termsOf(from, gate), chosen);
}

import type { Gate, Regression } from "../config/index.ts";
import { judgesOf } from "./canary.ts";
import { termsOf, type Case } from "./case.ts";
import { faulty, figure, type Figure } from "./figure.ts";
import type { Measurement } from "./measurement.ts";
import { judgeRegression } from "./no-regression.ts";
import type { Part } from "./part.ts";
import { columnsOf } from "./requirements.ts";
import { regressionSubject } from "./ruling.ts";
import { selectColumns } from "./select.ts";
import type { ScoreColumn } from "./table.ts";
import type { RunView } from "./view.ts";

interface Compared {
  scorer: string | null;
  columns: readonly ScoreColumn[];
  baseColumns: readonly ScoreColumn[];
}

/** Everything that one regression rule measures: one comparison a run and scorer. */
export function regressionsOf(from: Case, gate: Gate, rule: Regression, parts: readonly Part[]): Measurement[] {
  return parts.flatMap((part): Measurement[] => {
    const { view, examples } = part;
    const { against } = part.judged;
    const subject = { ...regressionSubject(gate, rule), suite: view.key, trials: view.table.record.trials };
    if (against === undefined) {
      const lenient = from.policy.baseline.onMissing === "warn";
      const missing = withoutBaseline(from, view);
      return [
        {
          subject: { ...subject, scorer: rule.metric.scorer ?? null },
          part,
          judges: [],
          examples,
          lenient,
          measure: () => (lenient ? { ...missing, verdict: "inconclusive" } : missing),
        },
      ];
    }
    const { base, pairs } = against;
    const interleaved = from.input.baseline?.interleaved === true;
    return comparedSets(gate, rule, part, base).map(({ scorer, columns, baseColumns }) => ({
      part,
      judges: judgesOf(columns),
      examples,
      subject: { ...subject, scorer },
      measure: (chosen) =>
        judgeRegression(
          { head: view, base, pairs, columns, baseColumns },
          rule,
          termsOf(from, gate),
          interleaved,
          chosen,
        ),
    }));
  });
}

function withoutBaseline({ input }: Case, view: RunView): Figure {
  const { baseline, noBaseline, unrun } = input;
  // A new suite faces `require` only, as a new example does; one that may be an old one under another name does not get off so.
  if (baseline?.from.startsWith("approved") === true && unrun.every(({ configured }) => configured)) {
    return figure({ verdict: "pass", reason: `${view.key} is new: the baseline has nothing to compare it with yet` });
  }
  const reason =
    baseline === undefined
      ? (noBaseline?.reason ?? "there is no baseline")
      : `${baseline.from} has no run of ${view.key}`;
  return faulty("no-baseline", reason, {
    hint:
      noBaseline?.hint ??
      `goldloop release approve ${baseline === undefined ? "--initial " : ""}--owner YOU@EXAMPLE.COM`,
  });
}

/** What is compared with what. A scorer that only one side has is compared too: that it came or went is for `otherPins` to say. */
function comparedSets(gate: Gate, rule: Regression, part: Part, base: RunView): Compared[] {
  const { metric } = rule;
  if (metric.kind === "distribution") return [{ scorer: null, columns: [], baseColumns: [] }];
  if (metric.kind === "rate" && metric.scorer === undefined && gate.each === undefined) {
    return [
      { scorer: null, columns: selectColumns(part.view, gate.select), baseColumns: selectColumns(base, gate.select) },
    ];
  }
  const ours = columnsOf(gate, rule, part);
  const asked = new Map(ours.map((column) => [keyOf(column), column]));
  const theirs = metric.scorer === undefined ? gate.each : [metric.scorer];
  for (const column of base.table.scores) {
    const wanted =
      theirs === undefined ? selectColumns(base, gate.select).includes(column) : theirs.includes(column.name);
    // What examples bring goes with them; only a suite's scorer can have been dropped.
    if (wanted && column.fromSuite && !asked.has(keyOf(column))) asked.set(keyOf(column), column);
  }
  return [...asked.values()].map((column) => {
    const same = (other: ScoreColumn): boolean => keyOf(other) === keyOf(column);
    return {
      scorer: column.name,
      columns: part.view.table.scores.filter(same),
      baseColumns: base.table.scores.filter(same),
    };
  });
}

/** Scores of one name, given by a judge or not, are the same scorer in two runs. */
function keyOf({ name, deterministic }: ScoreColumn): string {
  return `${deterministic} ${name}`;
}

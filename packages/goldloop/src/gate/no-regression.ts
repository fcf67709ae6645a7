import type { Regression } from "../config/index.ts";
import {
  decidableMargin,
  differenceSums,
  pairedVerdict,
  sampleSizeMean,
  sampleSizeNonInferiority,
} from "../stats/index.ts";
import { counted, faulty, figure, type Change, type Figure } from "./figure.ts";
import { judgeAmountChange } from "./amount-change.ts";
import { judgeRelativeChange } from "./relative-change.ts";
import { pairValues, type PairedValues, type Sides } from "./paired-values.ts";
import { otherPins } from "./pins.ts";
import { numbersOf } from "./pool.ts";
import type { Terms } from "./rate.ts";
import type { RunView } from "./view.ts";
import { failingOf } from "./worst-first.ts";

/** Means of the same numbers differ by so little. */
const rounding = 1e-12;

/** The command that measures the baseline again under today's pins. */
function rerun({ head, base }: Sides): string {
  const commit = base.table.record.git?.commit;
  return commit === undefined
    ? `goldloop run ${head.table.record.suite} on the baseline's application, then goldloop gate --baseline RUN`
    : `goldloop gate --baseline ${commit.slice(0, 12)}`;
}

/**
 * Judges a regression rule: a paired non-inferiority test over the examples that the run and its baseline have in common (design 4.6, 7.1). Rates and scores
 * with a margin in points: Tango's score test and its generalisation to trials and graded scores; relative margins: paired t; percentiles: paired bootstrap.
 */
export function judgeRegression(
  sides: Sides,
  rule: Regression,
  terms: Terms,
  interleaved: boolean,
  examples: Int32Array,
): Figure {
  const others = otherPins(sides.head, sides.base, rule, sides.columns, sides.baseColumns);
  if (others.length > 0) {
    return faulty("other-pins", `not the same as in the baseline: ${others.join(", ")}`, { hint: rerun(sides) });
  }
  // Neither the pairs nor what got worse depend on the margin.
  const key = `${rule.metric.text} ${terms.examplePass} ${sides.head.keyOf(sides.columns)}`;
  const { values, comparison } = sides.head.derive(examples, `change ${key}`, () => {
    const paired = pairValues(sides, rule, terms.examplePass, examples);
    return { values: paired, comparison: compare(sides.head, paired, rule) };
  });
  const n = values.examples.length;
  const timed = rule.metric.metric === "latencyMs" || rule.metric.metric === "timeToFirstTokenMs";
  // Machine and day are part of the difference from a stored latency (design 7.2).
  const reportOnly = timed && !interleaved;
  const left = values.unmeasured > 0 ? `${counted(values.unmeasured, "example")} not measured in the baseline` : null;
  if (values.unknown > 0) {
    return faulty(
      "unknown-values",
      `${rule.metric.metric} is not known for ${counted(values.unknown, "example-trial")}`,
      {
        n,
        errors: values.errors,
        reportOnly,
      },
    );
  }
  if (n === 0) {
    // A scorer that new examples bring has nothing to be compared with, and new examples face `require` only.
    const fromExamples = sides.columns.length > 0 && sides.columns.every(({ fromSuite }) => !fromSuite);
    if (fromExamples && values.unmeasured === 0) return { ...figure({ verdict: "fail" }), nothing: true };
    return faulty("nothing-paired", left ?? "no selected example is in the baseline with the same test", {
      hint: "goldloop release approve --owner YOU@EXAMPLE.COM",
      reportOnly,
    });
  }
  const base: Partial<Figure> = {
    n,
    errors: values.errors,
    ...comparison,
    reason: left,
    reportOnly,
  };
  const decided = `${rule.text} ${terms.confidence} ${key}`;
  const change = sides.head.derive(examples, `decided ${decided}`, () => changeOf(values, rule, terms));
  if (values.errors > 0 && terms.onError === "block") {
    return faulty("errors", `${counted(values.errors, "error")}: they count as the worst case`, {
      ...base,
      ...change,
      reason: null,
    });
  }
  return figure({ ...base, ...change });
}

function compare(
  view: RunView,
  { examples, base, head }: PairedValues,
  { metric }: Regression,
): Pick<Figure, "failing" | "regressed" | "improved" | "baseline" | "current"> {
  const sign = metric.better === "higher" ? 1 : -1;
  const drops = numbersOf(examples.length, (i) => sign * ((base[i] ?? 0) - (head[i] ?? 0)));
  let [regressed, improved] = [0, 0];
  for (const drop of drops) {
    if (drop > rounding) regressed += 1;
    else if (drop < -rounding) improved += 1;
  }
  return {
    failing: failingOf(
      view,
      Int32Array.from(examples),
      "drop",
      () => drops,
      (drop) => drop > rounding,
    ),
    regressed,
    improved,
    baseline: meanOf(base),
    current: meanOf(head),
  };
}

function changeOf(values: PairedValues, rule: Regression, terms: Terms): Change {
  if (rule.metric.kind === "distribution") return judgeAmountChange(values, rule, terms);
  if (rule.margin.kind === "relative") return judgeRelativeChange(values, rule, terms);
  return judgePoints(values, rule, terms);
}

/** A margin in points of a rate or a score. */
function judgePoints(values: PairedValues, rule: Regression, { confidence }: Terms): Change {
  const sign = rule.metric.better === "higher" ? 1 : -1;
  const margin = Math.abs(rule.margin.value);
  const sums = differenceSums(values.examples.map((_, i) => sign * ((values.head[i] ?? 0) - (values.base[i] ?? 0))));
  const at = (level: number) => pairedVerdict(sums, { margin, confidence: level, scores: values.kind });
  const { verdict, difference, lower, upper } = at(confidence);
  const twoSided = at(0.5 + confidence / 2);
  const bound = verdict === "fail" ? upper : lower;
  return {
    verdict,
    observed: sign * difference + 0,
    interval: sign > 0 ? [twoSided.lower, twoSided.upper] : [-twoSided.upper, -twoSided.lower],
    bound: sign * bound,
    wrongSide: difference < -margin - 1e-12,
    needed: verdict === "inconclusive" ? pairsNeeded(sums, margin, confidence) : null,
    decidable: decidableMargin(sums.n, confidence),
    failsAt: (level) => at(level).verdict === "fail",
  };
}

/**
 * Pairs that settle a margin with 80% chance if nothing changed, at the share of examples that was seen to change. Where there are as many already, the
 * difference is not nothing: then those that settle it if the observed difference holds.
 */
function pairsNeeded(
  { n, sum, sumSquares }: { n: number; sum: number; sumSquares: number },
  margin: number,
  confidence: number,
): number | null {
  if (margin === 0) return null;
  const needed = sampleSizeNonInferiority({ psi: sumSquares / n, margin, alpha: 1 - confidence });
  if (needed > n) return needed;
  const mean = sum / n;
  const deviation = Math.sqrt(Math.max(0, sumSquares / n - mean * mean));
  const size = sampleSizeMean({ mean, threshold: -margin, deviation, confidence });
  return Number.isFinite(size) ? Math.max(size, n + 1) : null;
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

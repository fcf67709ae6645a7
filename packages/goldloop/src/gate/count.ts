import type { Requirement } from "../config/index.ts";
import { holds } from "./comparison.ts";
import { counted, figure, type Figure } from "./figure.ts";
import { numbersOf } from "./pool.ts";
import type { ScoreColumn } from "./table.ts";
import type { RunView } from "./view.ts";
import { failingOf, joined, none, type Failing } from "./worst-first.ts";

/** What a gate looks at in one run. */
export interface Selected {
  view: RunView;
  examples: Int32Array;
  columns: readonly ScoreColumn[];
}

/**
 * Judges a count over all selected rows of all runs, exactly: `errors` are example-trials that could not be measured, `skipped` scores that
 * did not apply, `examples` distinct examples.
 */
export function judgeCount(selected: readonly Selected[], rule: Requirement): Figure {
  let n = 0;
  let errors = 0;
  let skipped = 0;
  const failing: Failing[] = [];
  for (const { view, examples, columns } of selected) {
    const tally = view.passes(columns);
    n += examples.length;
    for (const example of examples) {
      errors += tally.unmeasured[example] ?? 0;
      skipped += tally.skipped[example] ?? 0;
    }
    if (rule.metric.metric === "examples") continue;
    const counts = rule.metric.metric === "skipped" ? tally.skipped : tally.unmeasured;
    const badness = (): Float64Array => numbersOf(examples.length, (i) => counts[examples[i] ?? 0] ?? 0);
    const key = `${rule.metric.metric} ${view.keyOf(columns)}`;
    failing.push(failingOf(view, examples, key, badness, (of) => of > 0));
  }
  const observed = rule.metric.metric === "examples" ? n : rule.metric.metric === "skipped" ? skipped : errors;
  const kept = holds(observed, rule.operator, rule.value);
  const what =
    { errors: "error", skipped: "skipped score", examples: "example" }[rule.metric.metric] ?? rule.metric.metric;
  return figure({
    verdict: kept ? "pass" : "fail",
    observed,
    n,
    errors,
    wrongSide: !kept,
    failing: kept ? none : joined(failing),
    reason: kept ? null : counted(observed, what),
  });
}

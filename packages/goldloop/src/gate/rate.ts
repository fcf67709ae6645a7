import type { Requirement } from "../config/index.ts";
import { effectiveSize, wilsonInterval } from "../stats/index.ts";
import { holds, threeState } from "./comparison.ts";
import { counted, faulty, figure, type Figure } from "./figure.ts";
import { clustersOf, numbersOf, pool, type Clusters, type Pool } from "./pool.ts";
import { decidableDistance, examplesNeeded, rateBounds } from "./rate-bounds.ts";
import type { ScoreColumn, TableExample } from "./table.ts";
import type { PassTally } from "./tally.ts";
import type { RunView } from "./view.ts";
import { failingOf, none, type Failing } from "./worst-first.ts";

/** How a rule is decided beside its own text. */
export interface Terms {
  confidence: number;
  onError: "block" | "warn";
  examplePass: "all" | "majority";
}

/** At most so many flaky examples are listed. */
const listedFlaky = 100;

/** Which examples a rate is about, and whether it counts failures rather than passes. */
interface Rate {
  clusters: Clusters;
  pooled: Pool;
  errors: number;
  /** No trial has a verdict, but some a score. */
  gradedOnly: boolean;
  failing: Failing;
  flaky: Figure["flaky"];
}

/** Whether a rate is the share of what went wrong. */
function countsFailures(metric: string): boolean {
  return metric === "attackSuccess" || metric === "overRefusal";
}

/** By example, what a rate adds up: how many values, and their sum. */
export function rateOf(
  metric: string,
  examplePass: Terms["examplePass"],
): (n: number, passed: number, at: { n: number; sum: number }) => void {
  switch (metric) {
    case "passAll":
      return (n, passed, at) => {
        at.n = n > 0 ? 1 : 0;
        at.sum = n > 0 && passed === n ? 1 : 0;
      };
    case "attackSuccess":
      // A goal is reached when any attempt reaches it.
      return (n, passed, at) => {
        at.n = n > 0 ? 1 : 0;
        at.sum = passed < n ? 1 : 0;
      };
    case "overRefusal":
      return (n, passed, at) => {
        at.n = n;
        at.sum = n - passed;
      };
    default:
      if (examplePass === "all") {
        return (n, passed, at) => {
          at.n = n;
          at.sum = passed;
        };
      }
      return (n, passed, at) => {
        at.n = n > 0 ? 1 : 0;
        at.sum = passed * 2 > n ? 1 : 0;
      };
  }
}

/** Whether a rate is about an example: overRefusal about harmless requests, attackSuccess about attacks, others about all. */
export function isConcerned(metric: string, { tags, metadata }: Pick<TableExample, "tags" | "metadata">): boolean {
  if (!countsFailures(metric)) return true;
  const isHarmless = tags.includes("benign") || metadata["kind"] === "benign";
  return isHarmless === (metric === "overRefusal");
}

/** The examples of a selection that a rate is about. */
export function concerned(view: RunView, metric: string, examples: Int32Array): Int32Array {
  if (!countsFailures(metric)) return examples;
  return view.within(examples, `of ${metric}`, (example) => isConcerned(metric, example));
}

function measure(view: RunView, tally: PassTally, metric: string, terms: Terms, examples: Int32Array): Rate {
  const values = rateOf(metric, terms.examplePass);
  const clusters = clustersOf(examples, (example, at) => values(tally.n[example] ?? 0, tally.passed[example] ?? 0, at));
  const flaky: Figure["flaky"] = [];
  let errors = 0;
  let verdicts = 0;
  for (const example of clusters.examples) {
    const [n, passed] = [tally.n[example] ?? 0, tally.passed[example] ?? 0];
    errors += tally.errors[example] ?? 0;
    verdicts += n - (tally.errors[example] ?? 0);
    if (passed > 0 && passed < n) flaky.push({ id: view.table.examples[example]?.id ?? "", passRate: passed / n });
  }
  flaky.sort((a, b) => a.passRate - b.passRate || (a.id < b.id ? -1 : 1));
  const badness = (): Float64Array =>
    numbersOf(clusters.examples.length, (i) => {
      const example = clusters.examples[i] ?? 0;
      const [n, sum] = [clusters.n[i] ?? 0, clusters.sum[i] ?? 0];
      if (countsFailures(metric) ? sum === 0 : sum === n) return Number.NEGATIVE_INFINITY;
      const tried = tally.n[example] ?? 0;
      return (tried - (tally.passed[example] ?? 0)) / tried;
    });
  return {
    clusters,
    pooled: pool(clusters),
    errors,
    gradedOnly: verdicts === 0 && examples.some((example) => (tally.graded[example] ?? 0) > 0),
    failing: failingOf(view, clusters.examples, "rate", badness, (share) => share > 0),
    flaky: flaky.slice(0, listedFlaky),
  };
}

/**
 * Judges a rule on a rate over the examples of one run (design 4.5, 7.1). `==` compares exactly. Inequalities use one-sided
 * Clopper-Pearson bounds on the effective number of trials, N / deff; the interval is Wilson's on the same number.
 */
export function judgeRate(
  view: RunView,
  columns: readonly ScoreColumn[],
  rule: Requirement,
  terms: Terms,
  selected: Int32Array,
): Figure {
  const { metric } = rule.metric;
  const examples = concerned(view, metric, selected);
  const tally = view.passes(columns);
  const key = `rate ${metric} ${terms.examplePass} ${view.keyOf(columns)}`;
  const rate = view.derive(examples, key, () => measure(view, tally, metric, terms, examples));
  const { pooled, errors } = rate;
  if (pooled.n === 0 || rate.gradedOnly) return { ...figure({ verdict: "fail", n: 0 }), nothing: true };
  const observed = pooled.mean;
  const size =
    pooled.n === pooled.clusters ? pooled.n : effectiveSize(observed, pooled.n, pooled.clusters, pooled.error);
  const wrongSide = !holds(observed, rule.operator, rule.value);
  const base = {
    observed,
    interval: wilsonInterval(observed, size, terms.confidence),
    n: pooled.clusters,
    errors,
    flaky: rate.flaky,
    wrongSide,
  };
  if (errors > 0 && terms.onError === "block") {
    return faulty("errors", `${counted(errors, "error")}: what was not measured has not passed`, {
      ...base,
      failing: rate.failing,
    });
  }
  if (rule.operator === "==" || rule.metric.observed) {
    return figure({ ...base, verdict: wrongSide ? "fail" : "pass", failing: wrongSide ? rate.failing : none });
  }
  const boundsAt = (confidence: number) => rateBounds(observed, size, pooled.clusters, confidence);
  const { verdict, bound } = threeState(rule.operator, rule.value, boundsAt(terms.confidence));
  return figure({
    ...base,
    verdict,
    bound,
    needed: verdict === "inconclusive" ? examplesNeeded(observed, size, pooled.clusters, rule, terms) : null,
    decidable: decidableDistance(Math.min(size, pooled.clusters), rule, terms.confidence),
    failing: verdict === "pass" ? none : rate.failing,
    failsAt: (confidence) => threeState(rule.operator, rule.value, boundsAt(confidence)).verdict === "fail",
  });
}

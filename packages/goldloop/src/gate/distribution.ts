import type { Requirement } from "../config/index.ts";
import { meanBound, nearestRank, sampleSizeMean } from "../stats/index.ts";
import { asksForMore, holds, threeState } from "./comparison.ts";
import { counted, faulty, figure, type Figure } from "./figure.ts";
import { judgePercentile, percentileOf } from "./percentile.ts";
import { clustersOf, pool } from "./pool.ts";
import type { Terms } from "./rate.ts";
import type { AmountName, AmountTally } from "./tally.ts";
import { sortedValues, type RunView } from "./view.ts";
import { joined, none, type Failing } from "./worst-first.ts";
import { farFrom } from "./far-from.ts";

/** How each amount comes to be known. */
const sources: Readonly<Record<AmountName, string>> = {
  costUsd: "return costUsd or usage from the target, or add prices",
  latencyMs: "replayed and cached outputs have none of their own: run the target",
  timeToFirstTokenMs: "return timeToFirstTokenMs from the target, or stream",
  tokens: "return usage from the target",
  inputTokens: "return usage from the target",
  outputTokens: "return usage from the target",
};

/** What makes an amount known. */
export function sourceOf(name: AmountName): string {
  return sources[name];
}

interface Amounts {
  /** Ascending; known ones only. */
  sorted: () => Float64Array;
  known: number;
  sum: number;
  unknown: number;
  errors: number;
  examples: number;
}

function amountsOf(view: RunView, tally: AmountTally, examples: Int32Array): Amounts {
  const amounts = { known: 0, sum: 0, unknown: 0, errors: 0, examples: examples.length };
  for (const example of examples) {
    amounts.known += tally.known[example] ?? 0;
    amounts.sum += tally.sum[example] ?? 0;
    amounts.unknown += tally.unknown[example] ?? 0;
    amounts.errors += tally.errors[example] ?? 0;
  }
  let kept: Float64Array | undefined;
  return { ...amounts, sorted: () => (kept ??= sortedValues(view, tally.values, examples)) };
}

/**
 * Judges a rule on latency, cost or tokens over the examples of one or several runs; several only for a total. Totals, least and largest
 * values are exact, means have Student's bounds clustered by example, percentiles exact binomial ones.
 * What is not known fails closed; a latency whose target failed is above any limit.
 */
export function judgeAmount(
  parts: readonly { view: RunView; examples: Int32Array }[],
  rule: Requirement,
  terms: Terms,
): Figure {
  const name = rule.metric.metric as AmountName;
  const all = parts.map(({ view, examples }) => {
    const tally = view.amounts(name);
    return {
      view,
      examples,
      tally,
      of: view.derive(examples, `amounts ${name}`, () => amountsOf(view, tally, examples)),
    };
  });
  const total = (key: "known" | "sum" | "unknown" | "errors" | "examples"): number =>
    all.reduce((sum, { of }) => sum + of[key], 0);
  const [known, unknown, errors, n] = [total("known"), total("unknown"), total("errors"), total("examples")];
  // A run in which every call failed has produced no latency, but not for want of a target that measures it.
  if (known === 0 && errors === 0) return { ...figure({ verdict: "fail", n }), nothing: true };
  const failing = joined(all.map(({ view, examples, tally }) => beyond(view, tally, examples, rule)));
  if (errors > 0 && terms.onError === "block") {
    return faulty("errors", `${counted(errors, "error")}: what failed has no ${name} that counts`, {
      n,
      errors,
      observed: known === 0 ? null : statisticOf(all[0], rule, known, total("sum")),
      failing,
    });
  }
  if (unknown > 0) {
    return faulty("unknown-values", `${name} is not known for ${unknown} of ${known + unknown} example-trials`, {
      n,
      errors,
      observed: null,
      hint: sourceOf(name),
    });
  }
  const observed = statisticOf(all[0], rule, known, total("sum"));
  const wrongSide = !holds(observed, rule.operator, rule.value);
  const base = { observed, n, errors, wrongSide };
  const statistic = rule.metric.statistic ?? "mean";
  const exact =
    rule.operator === "==" ||
    rule.metric.observed ||
    statistic === "total" ||
    statistic === "min" ||
    statistic === "max";
  const only = all[0];
  if (exact || only === undefined) {
    return figure({ ...base, verdict: wrongSide ? "fail" : "pass", failing: wrongSide ? failing : none });
  }
  const judged =
    statistic === "mean"
      ? judgeAverage(only.view, only.tally, only.examples, rule, terms)
      : judgePercentile(only.view, only.tally, only.examples, only.of.sorted(), rule, terms);
  return figure({ ...base, ...judged, failing: judged.verdict === "pass" ? none : failing });
}

type Part = { of: Amounts } | undefined;

function statisticOf(part: Part, { metric }: Requirement, known: number, sum: number): number {
  switch (metric.statistic) {
    case "total":
      return sum;
    case "min":
      return part?.of.sorted()[0] ?? Number.NaN;
    case "max":
      return part?.of.sorted().at(-1) ?? Number.NaN;
    case undefined:
    case "mean":
      return sum / known;
    default:
      return nearestRank(part?.of.sorted() ?? [], percentileOf(metric.statistic));
  }
}

function judgeAverage(
  view: RunView,
  tally: AmountTally,
  examples: Int32Array,
  rule: Requirement,
  terms: Terms,
): Partial<Figure> & Pick<Figure, "verdict"> {
  const pooled = view.derive(examples, `average ${rule.metric.metric}`, () =>
    pool(
      clustersOf(examples, (example, at) => {
        at.n = tally.known[example] ?? 0;
        at.sum = tally.sum[example] ?? 0;
      }),
    ),
  );
  const boundsAt = (confidence: number) => ({
    lower: meanBound(pooled.mean, pooled.clusters, pooled.error, confidence, "lower"),
    upper: meanBound(pooled.mean, pooled.clusters, pooled.error, confidence, "upper"),
  });
  // An errored latency is infinite, and so is a mean with it.
  if (!Number.isFinite(pooled.mean)) return { verdict: "fail" };
  const twoSided = boundsAt(0.5 + terms.confidence / 2);
  const { verdict, bound } = threeState(rule.operator, rule.value, boundsAt(terms.confidence));
  return {
    verdict,
    bound,
    interval: [twoSided.lower, twoSided.upper],
    needed: verdict === "inconclusive" ? neededForMean(pooled, rule.value, terms.confidence) : null,
    failsAt: (confidence) => threeState(rule.operator, rule.value, boundsAt(confidence)).verdict === "fail",
  };
}

function neededForMean(
  { mean, error, clusters }: { mean: number; error: number; clusters: number },
  threshold: number,
  confidence: number,
): number | null {
  const spread = Number.isFinite(error) ? error ** 2 * clusters : 0;
  const deviation = Math.sqrt(spread + mean ** 2 / (clusters + 1));
  const size = sampleSizeMean({ mean, threshold, deviation, confidence });
  return Number.isFinite(size) ? Math.max(size, clusters + 1) : null;
}

/** Examples with a trial on the wrong side of the limit, the farthest first; none for a total, which no example exceeds. */
function beyond(view: RunView, tally: AmountTally, examples: Int32Array, rule: Requirement): Failing {
  if (rule.metric.statistic === "total") return none;
  const { starts, rows } = view.byExample;
  const worst = asksForMore(rule.operator) ? Math.min : Math.max;
  return farFrom(view, examples, rule, rule.metric.metric, (position) => {
    const example = examples[position] ?? 0;
    let found = Number.NaN;
    for (let i = starts[example] ?? 0; i < (starts[example + 1] ?? 0); i++) {
      const value = tally.values[rows[i] ?? 0] ?? Number.NaN;
      if (!Number.isNaN(value)) found = Number.isNaN(found) ? value : worst(found, value);
    }
    return Number.isNaN(found) ? rule.value : found;
  });
}

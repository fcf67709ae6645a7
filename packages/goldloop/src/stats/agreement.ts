import { twoSidedZ } from "./normal.ts";
import type { Interval } from "./rate.ts";

/** A category as somebody labelled it. */
export type Label = string | number | boolean;

/** Cohen's kappa with its standard error and two-sided interval; `observed` and `expected` are the shares of agreement. */
export interface Kappa {
  n: number;
  kappa: number;
  standardError: number;
  interval: Interval;
  observed: number;
  expected: number;
}

/**
 * Cohen's kappa of two raters over pairs of labels (Educ. Psychol. Meas. 20, 1960), with the large-sample standard error of Fleiss, Cohen and
 * Everitt (Psychol. Bull. 72, 1969). NaN without a pair, and where both always give the one same label: agreement cannot be told from chance then.
 */
export function cohenKappa(pairs: Iterable<readonly [Label, Label]>, confidence = 0.95): Kappa {
  const cells = new Map<Label, Map<Label, number>>();
  const rows = new Map<Label, number>();
  const columns = new Map<Label, number>();
  let n = 0;
  for (const [a, b] of pairs) {
    n += 1;
    let row = cells.get(a);
    if (row === undefined) cells.set(a, (row = new Map()));
    row.set(b, (row.get(b) ?? 0) + 1);
    rows.set(a, (rows.get(a) ?? 0) + 1);
    columns.set(b, (columns.get(b) ?? 0) + 1);
  }
  let observed = 0;
  let expected = 0;
  for (const [label, count] of rows) {
    observed += (cells.get(label)?.get(label) ?? 0) / n;
    expected += (count / n) * ((columns.get(label) ?? 0) / n);
  }
  const kappa = n === 0 ? Number.NaN : (observed - expected) / (1 - expected);
  let on = 0;
  let off = 0;
  for (const [a, row] of cells) {
    for (const [b, count] of row) {
      if (a === b) on += (count / n) * (1 - ((rows.get(a) ?? 0) + (columns.get(a) ?? 0)) * ((1 - kappa) / n)) ** 2;
      else off += (count / n) * (((columns.get(a) ?? 0) + (rows.get(b) ?? 0)) / n) ** 2;
    }
  }
  const variance = on + (1 - kappa) ** 2 * off - (kappa - expected * (1 - kappa)) ** 2;
  const standardError = Math.sqrt(Math.max(0, variance) / n) / (1 - expected);
  const half = twoSidedZ(confidence) * standardError;
  return {
    n,
    kappa,
    standardError,
    interval: [Math.max(-1, kappa - half), Math.min(1, kappa + half)],
    observed,
    expected,
  };
}

function counts(labels: readonly Label[]): Map<Label, number> {
  const found = new Map<Label, number>();
  for (const label of labels) found.set(label, (found.get(label) ?? 0) + 1);
  return found;
}

/** Over the units with at least two labels: how many labels they have, how often each occurs, and how many labels agree with another of their unit. */
function coincidences(units: Iterable<readonly Label[]>): {
  labels: number;
  totals: Map<Label, number>;
  agreeing: number;
} {
  const totals = new Map<Label, number>();
  let labels = 0;
  let agreeing = 0;
  for (const unit of units) {
    if (unit.length < 2) continue;
    labels += unit.length;
    for (const [label, count] of counts(unit)) {
      totals.set(label, (totals.get(label) ?? 0) + count);
      agreeing += (count * (count - 1)) / (unit.length - 1);
    }
  }
  return { labels, totals, agreeing };
}

/** Fleiss's kappa of the labels of each unit, the same number (two or more) for every unit. Fleiss, Psychol. Bull. 76, 1971. NaN where only one label is in use. */
export function fleissKappa(units: Iterable<readonly Label[]>): number {
  const { labels, totals, agreeing } = coincidences(units);
  let expected = 0;
  for (const count of totals.values()) expected += (count / labels) ** 2;
  return (agreeing / labels - expected) / (1 - expected);
}

/**
 * Krippendorff's alpha for nominal labels; units may have different numbers of labels, those with fewer than two say nothing. Krippendorff, Content
 * Analysis, 2004, 11.3. NaN where only one label is in use.
 */
export function krippendorffAlphaNominal(units: Iterable<readonly Label[]>): number {
  const { labels, totals, agreeing } = coincidences(units);
  let expected = 0;
  for (const count of totals.values()) expected += (count * (count - 1)) / (labels - 1);
  return 1 - (labels - agreeing) / (labels - expected);
}

/**
 * Pairs of yes-or-no labels needed so that the lower bound of a kappa that is truly `expected` exceeds `required`, `prevalence` being the share of
 * "yes". Variance by Donner and Eliasziw, Stat. Med. 11, 1992; one-sided. Infinity where the expected kappa is not above the required one.
 */
export function kappaNeeded(of: {
  expected: number;
  required: number;
  prevalence?: number;
  confidence?: number;
}): number {
  const { expected, required, prevalence = 0.5, confidence = 0.95 } = of;
  if (!(expected > required)) return Number.POSITIVE_INFINITY;
  const rest = 1 - expected;
  const variance =
    rest * (rest * (1 - 2 * expected) + (expected * (2 - expected)) / (2 * prevalence * (1 - prevalence)));
  const z = twoSidedZ(2 * confidence - 1);
  return Math.max(2, Math.ceil((z * z * variance) / (expected - required) ** 2 - 1e-9));
}

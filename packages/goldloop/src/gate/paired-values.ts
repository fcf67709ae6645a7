import type { Regression } from "../config/index.ts";
import type { ScoreKind } from "../stats/index.ts";
import type { Pairs } from "./pairing.ts";
import { rateOf, type Terms } from "./rate.ts";
import type { ScoreColumn } from "./table.ts";
import type { AmountName } from "./tally.ts";
import type { RunView } from "./view.ts";

/** One regression rule's figures by pair of examples. */
export interface PairedValues {
  /** Places in the run. */
  examples: number[];
  /** By pair: means over the trials of the example. */
  base: number[];
  head: number[];
  /** By pair: how many values the run has. */
  trials: number[];
  /** By pair: the single values of the baseline and of the run, for percentiles. */
  single: () => { base: number[][]; head: number[][] };
  /** Errors of the run in these pairs; they count as the worst case. */
  errors: number;
  /** Trials of the run whose value is not known. */
  unknown: number;
  /** Pairs that were left out, as the baseline has no value of theirs. */
  unmeasured: number;
  kind: ScoreKind;
}

/** Both sides of a regression rule, and how to read them. */
export interface Sides {
  head: RunView;
  base: RunView;
  pairs: Pairs;
  columns: readonly ScoreColumn[];
  baseColumns: readonly ScoreColumn[];
}

/** One side's mean of an example: n = 0 where there is none. */
type Side = (example: number, at: { n: number; sum: number }) => void;

/**
 * Pairs the values of a rule. An error of the run counts as the worst case. An error of the baseline does not: as 0 it would make the run look
 * better than it is. Its trial is left out, and with all trials its pair, which is counted as not measured.
 */
export function pairValues(
  sides: Sides,
  rule: Regression,
  examplePass: Terms["examplePass"],
  examples: Int32Array,
): PairedValues {
  if (rule.metric.kind === "distribution") return pairAmounts(sides, rule.metric.metric as AmountName, examples);
  const { head, base, pairs } = sides;
  const values = emptyValues();
  const [ofHead, ofBase, errorsOf, binary] =
    rule.metric.kind === "rate" ? ratesOf(sides, rule, examplePass) : meansOf(sides);
  let several = head.table.record.trials > 1 || base.table.record.trials > 1;
  // One verdict an example, whatever the number of its trials.
  if (rule.metric.kind === "rate" && (rule.metric.metric === "passAll" || examplePass === "majority")) several = false;
  const [now, then] = [
    { n: 0, sum: 0 },
    { n: 0, sum: 0 },
  ];
  for (const example of examples) {
    const partner = pairs.base[example] ?? -1;
    if (partner < 0) continue;
    now.n = now.sum = then.n = then.sum = 0;
    ofHead(example, now);
    if (now.n === 0) continue;
    ofBase(partner, then);
    if (then.n === 0) {
      values.unmeasured += 1;
      continue;
    }
    values.examples.push(example);
    values.head.push(now.sum / now.n);
    values.base.push(then.sum / then.n);
    values.errors += errorsOf[example] ?? 0;
  }
  values.kind = !binary ? "graded" : several ? "trials" : "binary";
  return values;
}

function emptyValues(): PairedValues {
  return {
    examples: [],
    base: [],
    head: [],
    trials: [],
    single: () => ({ base: [], head: [] }),
    errors: 0,
    unknown: 0,
    unmeasured: 0,
    kind: "graded",
  };
}

function ratesOf(
  { head, base, columns, baseColumns }: Sides,
  { metric }: Regression,
  examplePass: Terms["examplePass"],
): [Side, Side, Float64Array, boolean] {
  const of = rateOf(metric.metric, examplePass);
  const [now, then] = [head.passes(columns), base.passes(baseColumns)];
  return [
    (example, at) => of(now.n[example] ?? 0, now.passed[example] ?? 0, at),
    (example, at) => of((then.n[example] ?? 0) - (then.errors[example] ?? 0), then.passed[example] ?? 0, at),
    now.errors,
    true,
  ];
}

function meansOf({ head, base, columns, baseColumns }: Sides): [Side, Side, Float64Array, boolean] {
  const [ours, theirs] = [columns[0], baseColumns[0]];
  // A scorer that only one side's examples bring has no pair.
  if (ours === undefined || theirs === undefined) return [() => {}, () => {}, new Float64Array(0), false];
  const [now, then] = [head.scores(ours), base.scores(theirs)];
  return [
    (example, at) => {
      at.n = now.n[example] ?? 0;
      at.sum = now.sum[example] ?? 0;
    },
    (example, at) => {
      at.n = (then.n[example] ?? 0) - (then.errors[example] ?? 0);
      at.sum = then.sum[example] ?? 0;
    },
    now.errors,
    now.binary && then.binary,
  ];
}

function pairAmounts({ head, base, pairs }: Sides, name: AmountName, examples: Int32Array): PairedValues {
  const values = emptyValues();
  const tally = head.amounts(name);
  const [now, then] = [
    { n: 0, sum: 0 },
    { n: 0, sum: 0 },
  ];
  const partners: number[] = [];
  for (const example of examples) {
    const partner = pairs.base[example] ?? -1;
    if (partner < 0) continue;
    addTrials(base, name, partner, false, then);
    if (then.n === 0) {
      values.unmeasured += 1;
      continue;
    }
    values.errors += tally.errors[example] ?? 0;
    values.unknown += tally.unknown[example] ?? 0;
    addTrials(head, name, example, true, now);
    if (now.n === 0) continue;
    values.examples.push(example);
    partners.push(partner);
    values.trials.push(now.n);
    values.head.push(now.sum / now.n);
    values.base.push(then.sum / then.n);
  }
  values.single = () => ({
    head: values.examples.map((example) => trialsOf(head, name, example, true)),
    base: partners.map((partner) => trialsOf(base, name, partner, false)),
  });
  return values;
}

function addTrials(
  view: RunView,
  name: AmountName,
  example: number,
  failed: boolean,
  to: { n: number; sum: number },
): void {
  const { starts, rows } = view.byExample;
  const { values } = view.amounts(name);
  to.n = to.sum = 0;
  for (let i = starts[example] ?? 0; i < (starts[example + 1] ?? 0); i++) {
    const row = rows[i] ?? 0;
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value) || (!failed && view.table.targetError[row] === 1)) continue;
    to.n += 1;
    to.sum += value;
  }
}

function trialsOf(view: RunView, name: AmountName, example: number, failed: boolean): number[] {
  const { starts, rows } = view.byExample;
  const { values } = view.amounts(name);
  const found: number[] = [];
  for (let i = starts[example] ?? 0; i < (starts[example + 1] ?? 0); i++) {
    const row = rows[i] ?? 0;
    const value = values[row] ?? Number.NaN;
    if (!Number.isNaN(value) && (failed || view.table.targetError[row] !== 1)) found.push(value);
  }
  return found;
}

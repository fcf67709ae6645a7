import { scoreStatus, type RunTable, type ScoreColumn } from "./table.ts";

/** By example: how its trials went under a set of scorers. */
export interface PassTally {
  /** Trials that have a verdict, errors among them. */
  n: Float64Array;
  passed: Float64Array;
  /** Of `n`: could not be measured, so not passed. */
  errors: Float64Array;
  /** Trials that are measured but judged by no scorer. */
  graded: Float64Array;
  /** Trials that could not be measured, also where none of these scorers would have judged them. */
  unmeasured: Float64Array;
  /** Scores, not trials, that do not apply. */
  skipped: Float64Array;
}

/** By example: the values of one scorer. */
export interface ScoreTally {
  /** Trials that count; an error and what was not asked count as 0. */
  n: Float64Array;
  sum: Float64Array;
  errors: Float64Array;
  skipped: Float64Array;
  /** Every value is 0 or 1. */
  binary: boolean;
}

/** By example: latencies, costs or tokens. */
export interface AmountTally {
  /** By row: NaN when not known, Infinity for a latency whose target failed. */
  values: Float64Array;
  known: Float64Array;
  sum: Float64Array;
  unknown: Float64Array;
  /** Trials whose target failed; their latency is above any limit. */
  errors: Float64Array;
}

export type AmountName = "costUsd" | "latencyMs" | "timeToFirstTokenMs" | "tokens" | "inputTokens" | "outputTokens";

/**
 * Whether a trial whose target failed is an error of these scorers: when one of them has a score of it or would have had one, and
 * when no scorer at all left a score.
 */
function concernsFailure(table: RunTable, columns: readonly ScoreColumn[], row: number): boolean {
  if (columns.some((column) => column.fromSuite || column.status[row] !== scoreStatus.absent)) return true;
  return table.scores.every((column) => column.status[row] === scoreStatus.absent);
}

/** Counts the trials of every example under these scorers (design 4.5: a trial passes when every selected scorer passes). */
export function tallyPasses(table: RunTable, columns: readonly ScoreColumn[]): PassTally {
  const size = table.examples.length;
  const make = (): Float64Array => new Float64Array(size);
  const tally: PassTally = {
    n: make(),
    passed: make(),
    errors: make(),
    graded: make(),
    unmeasured: make(),
    skipped: make(),
  };
  for (let row = 0; row < table.rows; row++) {
    const example = table.example[row] ?? 0;
    let present = 0;
    let skipped = 0;
    let judged = false;
    let failed = false;
    let error = false;
    for (const column of columns) {
      const status = column.status[row];
      if (status === scoreStatus.absent) continue;
      present += 1;
      if (status === scoreStatus.error) error = true;
      else if (status === scoreStatus.skipped) skipped += 1;
      else if (status === scoreStatus.notAsked) judged = failed = true;
      else if (column.pass[row] === 0) judged = failed = true;
      else if (column.pass[row] === 1) judged = true;
    }
    const add = (array: Float64Array, amount = 1): void => {
      array[example] = (array[example] ?? 0) + amount;
    };
    if (skipped > 0) add(tally.skipped, skipped);
    // Nothing was measured of an output to which no scorer applied: that is no success.
    error ||= present > 0 && skipped === present;
    const targetFailed = table.targetError[row] === 1;
    if (error || targetFailed) add(tally.unmeasured);
    if (error || (targetFailed && concernsFailure(table, columns, row))) {
      add(tally.n);
      add(tally.errors);
    } else if (judged && !targetFailed) {
      add(tally.n);
      if (!failed) add(tally.passed);
    } else if (present > 0) add(tally.graded);
  }
  return tally;
}

/** Adds the values of one scorer up by example; errors are 0, never left out. */
export function tallyScores(table: RunTable, column: ScoreColumn): ScoreTally {
  const size = table.examples.length;
  const tally: ScoreTally = {
    n: new Float64Array(size),
    sum: new Float64Array(size),
    errors: new Float64Array(size),
    skipped: new Float64Array(size),
    binary: true,
  };
  const one = [column];
  for (let row = 0; row < table.rows; row++) {
    const example = table.example[row] ?? 0;
    const status = column.status[row];
    const value = column.value[row] ?? Number.NaN;
    const add = (array: Float64Array, amount: number): void => {
      array[example] = (array[example] ?? 0) + amount;
    };
    if (table.targetError[row] === 1) {
      if (!concernsFailure(table, one, row)) continue;
      add(tally.n, 1);
      add(tally.errors, 1);
    } else if (status === scoreStatus.skipped) add(tally.skipped, 1);
    else if (status === scoreStatus.notAsked) add(tally.n, 1);
    else if (status === scoreStatus.scored && !Number.isNaN(value)) {
      add(tally.n, 1);
      add(tally.sum, value);
      if (value !== 0 && value !== 1) tally.binary = false;
    } else if (status !== scoreStatus.absent) {
      add(tally.n, 1);
      add(tally.errors, 1);
    }
  }
  return tally;
}

/** Adds latencies, costs or tokens up by example. */
export function tallyAmounts(table: RunTable, name: AmountName): AmountTally {
  const size = table.examples.length;
  const timed = name === "latencyMs" || name === "timeToFirstTokenMs";
  const tally: AmountTally = {
    values: new Float64Array(table.rows),
    known: new Float64Array(size),
    sum: new Float64Array(size),
    unknown: new Float64Array(size),
    errors: new Float64Array(size),
  };
  for (let row = 0; row < table.rows; row++) {
    const example = table.example[row] ?? 0;
    const failed = table.targetError[row] === 1;
    let value =
      name === "tokens"
        ? (table.inputTokens[row] ?? Number.NaN) + (table.outputTokens[row] ?? Number.NaN)
        : (table[name][row] ?? Number.NaN);
    if (failed) tally.errors[example] = (tally.errors[example] ?? 0) + 1;
    if (failed && timed) value = Number.POSITIVE_INFINITY;
    tally.values[row] = value;
    const kind = Number.isNaN(value) ? tally.unknown : tally.known;
    kind[example] = (kind[example] ?? 0) + 1;
    if (!Number.isNaN(value)) tally.sum[example] = (tally.sum[example] ?? 0) + value;
  }
  return tally;
}

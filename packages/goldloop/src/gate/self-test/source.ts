import { scoreStatus, type RunTable, type ScoreColumn } from "../table.ts";
import type { Seen } from "./mixture.ts";
import { RunView, type RowsByExample } from "../view.ts";

/** One scorer of the run that is resampled. */
export interface SourceColumn {
  column: ScoreColumn;
  /** By row: the values to draw. Graded ones are spread as much as the system's own, of which a few trials show too little. */
  value: Float64Array;
  /** By row: 1 or 0 where the score is one of two, else -1. */
  outcome: Int8Array;
  /** The value is the outcome, not only the verdict on it. */
  binary: boolean;
  /** By example: trials with an outcome, and those whose outcome is 1. */
  n: Float64Array;
  passed: Float64Array;
}

/** A run, ready to be drawn from again and again. */
export interface Source {
  table: RunTable;
  view: RunView;
  rows: RowsByExample;
  /** Trials of every example in a simulated run. */
  trials: number;
  columns: readonly SourceColumn[];
  amounts: Record<(typeof amountNames)[number], Float64Array>;
  /** 0..1: how often two scorers that could be flaky on the same example are. */
  together: number;
}

/** The columns of a table that are no scores. */
export const amountNames = ["latencyMs", "timeToFirstTokenMs", "costUsd", "inputTokens", "outputTokens"] as const;

/** Prepares a run to be resampled. Examples without a result are never drawn. */
export function sourceOf(table: RunTable): Source {
  const view = new RunView(table);
  const rows = view.byExample;
  const columns = table.scores.map((column) => sourceColumn(table, rows, column));
  const spread = (values: Float64Array): Float64Array => widened(rows, values, 0, Number.POSITIVE_INFINITY);
  return {
    table,
    view,
    rows,
    trials: table.record.trials,
    columns,
    amounts: {
      latencyMs: spread(table.latencyMs),
      timeToFirstTokenMs: spread(table.timeToFirstTokenMs),
      costUsd: spread(table.costUsd),
      inputTokens: spread(table.inputTokens),
      outputTokens: spread(table.outputTokens),
    },
    together: togetherness(columns),
  };
}

/** The outcomes of a scorer, counted for `fitPassRates`. */
export function seenOf({ n, passed }: SourceColumn): Seen[] {
  const counted = new Map<string, Seen>();
  n.forEach((trials, example) => {
    if (trials === 0) return;
    const key = `${passed[example]} ${trials}`;
    const seen = counted.get(key) ?? { passed: passed[example] ?? 0, n: trials, weight: 0 };
    seen.weight += 1;
    counted.set(key, seen);
  });
  return [...counted.values()];
}

function sourceColumn(table: RunTable, rows: RowsByExample, column: ScoreColumn): SourceColumn {
  const scored = column.status.map((status) => (status === scoreStatus.scored ? 1 : 0));
  const binary = column.value.every((value, row) => scored[row] === 0 || value === 0 || value === 1);
  const outcome = new Int8Array(table.rows).fill(-1);
  const n = new Float64Array(table.examples.length);
  const passed = new Float64Array(table.examples.length);
  for (let row = 0; row < table.rows; row++) {
    if (scored[row] === 0) continue;
    const verdict = column.pass[row] ?? -1;
    const own = verdict >= 0 ? verdict : binary ? (column.value[row] ?? -1) : -1;
    if (own < 0) continue;
    outcome[row] = own;
    const example = table.example[row] ?? 0;
    n[example] = (n[example] ?? 0) + 1;
    passed[example] = (passed[example] ?? 0) + own;
  }
  return { column, value: binary ? column.value : widened(rows, column.value, 0, 1), outcome, binary, n, passed };
}

/**
 * Values moved away from the mean of their example by sqrt(k / (k - 1)): the spread of k values drawn out of k is smaller by that than the
 * spread of what they come from.
 */
function widened({ starts, rows }: RowsByExample, values: Float64Array, least: number, most: number): Float64Array {
  const wide = values.slice();
  for (let example = 0; example + 1 < starts.length; example++) {
    const own = rows
      .subarray(starts[example] ?? 0, starts[example + 1] ?? 0)
      .filter((row) => Number.isFinite(values[row] ?? Number.NaN));
    const k = own.length;
    if (k < 2) continue;
    const mean = own.reduce((sum, row) => sum + (values[row] ?? 0), 0) / k;
    const factor = Math.sqrt(k / (k - 1));
    for (const row of own) wide[row] = Math.min(most, Math.max(least, mean + factor * ((values[row] ?? 0) - mean)));
  }
  return wide;
}

/** Of all pairs of scorers and examples where one is flaky, the share where both are; 1 where nothing is flaky. */
function togetherness(columns: readonly SourceColumn[]): number {
  let one = 0;
  let both = 0;
  columns.forEach((a, i) => {
    for (const b of columns.slice(i + 1)) {
      for (let example = 0; example < a.n.length; example++) {
        if ((a.n[example] ?? 0) === 0 || (b.n[example] ?? 0) === 0) continue;
        const flaky = Number(isFlaky(a, example)) + Number(isFlaky(b, example));
        if (flaky > 0) one += 1;
        if (flaky === 2) both += 1;
      }
    }
  });
  return one === 0 ? 1 : both / one;
}

function isFlaky({ n, passed }: SourceColumn, example: number): boolean {
  const times = passed[example] ?? 0;
  return times > 0 && times < (n[example] ?? 0);
}

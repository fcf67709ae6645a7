import type { amountNames, Source } from "./source.ts";

/** By column and example: what is added to every value. */
export interface Shifts {
  amounts: Record<(typeof amountNames)[number], Float64Array>;
  /** By scorer; undefined for scores that are one of two. */
  scores: readonly (Float64Array | undefined)[];
}

/**
 * Draws how far the means of a system's examples may be from those that the run shows: as far as the mean of as many trials, drawn from the run's
 * own, is from it. `share` gives numbers in 0..1.
 */
export function shiftsOf({ table, rows: { starts, rows }, amounts, columns }: Source, share: () => number): Shifts {
  const size = table.examples.length;
  const drawn = new Int32Array(rows.length);
  for (let example = 0; example < size; example++) {
    const [start, end] = [starts[example] ?? 0, starts[example + 1] ?? 0];
    for (let i = start; i < end; i++) drawn[i] = rows[start + Math.floor(share() * (end - start))] ?? 0;
  }
  const shift = (values: Float64Array): Float64Array => {
    const shifts = new Float64Array(size);
    for (let example = 0; example < size; example++) {
      const [start, end] = [starts[example] ?? 0, starts[example + 1] ?? 0];
      const by = meanOf(values, drawn.subarray(start, end)) - meanOf(values, rows.subarray(start, end));
      shifts[example] = Number.isFinite(by) ? by : 0;
    }
    return shifts;
  };
  return {
    amounts: {
      latencyMs: shift(amounts.latencyMs),
      timeToFirstTokenMs: shift(amounts.timeToFirstTokenMs),
      costUsd: shift(amounts.costUsd),
      inputTokens: shift(amounts.inputTokens),
      outputTokens: shift(amounts.outputTokens),
    },
    scores: columns.map(({ binary, value }) => (binary ? undefined : shift(value))),
  };
}

/** Of the values that are known. */
function meanOf(values: Float64Array, rows: Int32Array): number {
  let sum = 0;
  let n = 0;
  for (const row of rows) {
    const value = values[row] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    sum += value;
    n += 1;
  }
  return sum / n;
}

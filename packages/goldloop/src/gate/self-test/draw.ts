import type { Random } from "../../stats/index.ts";
import { amountNames, type Source, type SourceColumn } from "./source.ts";
import { share, type System } from "./system.ts";
import type { RunTable, ScoreColumn } from "../table.ts";

/**
 * Draws a run of a system: every example gets as many trials as the run had, each one of its own trials (whole rows, so that scores, cost and
 * latency of a trial stay together), in which a score turns as often as brings it to the example's pass rate.
 */
export function drawRun({ source, rates, shifts }: System, random: Random): RunTable {
  const { table, columns } = source;
  const { picked, trial } = pick(source, random);
  const turned = turns(source, picked, rates, random);
  const example = new Int32Array(picked.length);
  const targetError = new Uint8Array(picked.length);
  for (let i = 0; i < picked.length; i++) {
    const row = picked[i] ?? 0;
    example[i] = table.example[row] ?? 0;
    targetError[i] = table.targetError[row] ?? 0;
  }
  const amounts = Object.fromEntries(
    amountNames.map((name) => {
      const values = numbers(source.amounts[name], picked);
      if (shifts !== undefined) shift(values, example, shifts.amounts[name], Number.POSITIVE_INFINITY);
      return [name, values];
    }),
  );
  const scores = columns.map((column, c) => {
    const drawn = drawColumn(column, picked, turned[c] ?? new Uint8Array(0));
    const by = shifts?.scores[c];
    if (by !== undefined) shift(drawn.value, example, by, 1);
    return drawn;
  });
  return {
    ...table,
    ...(amounts as Source["amounts"]),
    record: asEvidence(table, picked.length),
    rows: picked.length,
    example,
    trial,
    targetError,
    scores,
  };
}

/** Rows of the source, by drawn row. */
function pick({ table, rows: own, trials }: Source, random: Random): { picked: Int32Array; trial: Int32Array } {
  const most = table.examples.length * trials;
  const [picked, trial] = [new Int32Array(most), new Int32Array(most)];
  let size = 0;
  for (let example = 0; example < table.examples.length; example++) {
    const [start, end] = [own.starts[example] ?? 0, own.starts[example + 1] ?? 0];
    if (start === end) continue;
    for (let t = 0; t < trials; t++) {
      picked[size] = own.rows[start + Math.floor(share(random) * (end - start))] ?? 0;
      trial[size++] = t;
    }
  }
  return { picked: picked.subarray(0, size), trial: trial.subarray(0, size) };
}

// Loops: `from` with a function takes several times as long, and this is done a thousand times.
function numbers(values: Float64Array, picked: Int32Array): Float64Array {
  const drawn = new Float64Array(picked.length);
  for (let i = 0; i < drawn.length; i++) drawn[i] = values[picked[i] ?? 0] ?? Number.NaN;
  return drawn;
}

/** What keeps the recorded run from being evidence is not the system's doing. */
function asEvidence({ record }: RunTable, rows: number): RunTable["record"] {
  return {
    ...record,
    pinned: true,
    unpinned: [],
    status: "complete",
    incomplete: [],
    planned: rows,
    executed: rows,
    replay: null,
    selection: { ...record.selection, partial: false },
  };
}

/** Adds to every value what its example is shifted by, and keeps it in 0..most. */
function shift(values: Float64Array, example: Int32Array, by: Float64Array, most: number): void {
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.min(most, Math.max(0, (values[i] ?? Number.NaN) + (by[example[i] ?? 0] ?? 0)));
  }
}

/** By scorer and drawn row: whether the score turns into its opposite. */
function turns(
  { table, columns, together }: Source,
  picked: Int32Array,
  rates: System["rates"],
  random: Random,
): Uint8Array[] {
  const turned = columns.map(() => new Uint8Array(picked.length));
  picked.forEach((row, i) => {
    const example = table.example[row] ?? 0;
    const shared = share(random);
    columns.forEach(({ outcome, n, passed }, c) => {
      const own = outcome[row] ?? -1;
      const flags = turned[c];
      if (own < 0 || flags === undefined) return;
      const seen = (passed[example] ?? 0) / (n[example] ?? 1);
      const rate = rates[c]?.[example] ?? seen;
      const chance = own === 1 ? 1 - rate / seen : 1 - (1 - rate) / (1 - seen);
      const place = share(random) < together ? shared : share(random);
      if (place < chance) flags[i] = 1;
    });
  });
  return turned;
}

function drawColumn(
  { column, value, outcome, binary }: SourceColumn,
  picked: Int32Array,
  turned: Uint8Array,
): ScoreColumn {
  const pass = new Int8Array(picked.length);
  const status = new Uint8Array(picked.length);
  for (let i = 0; i < picked.length; i++) {
    const row = picked[i] ?? 0;
    pass[i] = column.pass[row] ?? -1;
    status[i] = column.status[row] ?? 0;
  }
  const drawn: ScoreColumn = { ...column, value: numbers(value, picked), pass, status };
  turned.forEach((flag, i) => {
    if (flag === 0) return;
    const now = 1 - (outcome[picked[i] ?? 0] ?? 0);
    if (binary) drawn.value[i] = now;
    if (drawn.pass[i] !== -1) drawn.pass[i] = now;
  });
  return drawn;
}

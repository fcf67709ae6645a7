import type { Gate } from "../../config/index.ts";
import type { Random } from "../../stats/index.ts";
import { selectExamples } from "../select.ts";
import { amountNames, type Source } from "./source.ts";
import { share } from "./system.ts";
import { scoreStatus, type RunTable } from "../table.ts";

/** The examples of a run that have something to lose, by what gates see of them: each list is one kind. */
export type Strata = readonly (readonly number[])[];

/** Sorts the examples that pass anything by the gates that select them and the scorers they pass. */
export function strataOf({ view, columns }: Source, gates: readonly Gate[]): Strata {
  const kinds = new Map<string, number[]>();
  const selected = gates.map((gate) => new Set(selectExamples(view, gate.select)));
  view.table.examples.forEach((_, example) => {
    const loses = columns.map((column) => standing(column, example));
    if (!loses.includes("1")) return;
    const key = [...selected.map((of) => (of.has(example) ? "1" : "0")), "/", ...loses].join("");
    const kind = kinds.get(key) ?? [];
    kinds.set(key, kind);
    kind.push(example);
  });
  return [...kinds.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);

  function standing({ n, passed, column, value }: Source["columns"][number], example: number): string {
    if ((n[example] ?? 0) > 0) return 2 * (passed[example] ?? 0) >= (n[example] ?? 0) ? "1" : "0";
    const { starts, rows } = view.byExample;
    for (let i = starts[example] ?? 0; i < (starts[example + 1] ?? 0); i++) {
      const row = rows[i] ?? 0;
      if (column.status[row] === scoreStatus.scored && (value[row] ?? 0) > 0) return "1";
    }
    return "0";
  }
}

/**
 * Makes a run worse, in place: `amount` (0..1) of the examples that pass anything fail every score in every trial, as many of
 * each kind as of all, and everything costs and takes that share more.
 */
export function degrade(table: RunTable, strata: Strata, amount: number, random: Random): void {
  for (const name of amountNames) {
    const values = table[name];
    for (let row = 0; row < table.rows; row++) values[row] = (values[row] ?? Number.NaN) * (1 + amount);
  }
  const failing = new Uint8Array(table.examples.length);
  const start = share(random);
  let at = 0;
  for (const kind of strata) {
    for (const example of shuffled(kind, random)) {
      if (Math.floor((at + 1) * amount + start) > Math.floor(at * amount + start)) failing[example] = 1;
      at += 1;
    }
  }
  for (const { value, pass, status } of table.scores) {
    for (let row = 0; row < table.rows; row++) {
      if (failing[table.example[row] ?? 0] !== 1 || status[row] !== scoreStatus.scored) continue;
      value[row] = 0;
      if (pass[row] !== -1) pass[row] = 0;
    }
  }
}

function shuffled(values: readonly number[], random: Random): number[] {
  const mixed = [...values];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(share(random) * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j] ?? 0, mixed[i] ?? 0];
  }
  return mixed;
}

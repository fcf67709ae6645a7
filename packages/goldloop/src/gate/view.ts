import { suiteKey } from "./suite-key.ts";
import type { RunTable, ScoreColumn, TableExample } from "./table.ts";
import {
  tallyAmounts,
  tallyPasses,
  tallyScores,
  type AmountName,
  type AmountTally,
  type PassTally,
  type ScoreTally,
} from "./tally.ts";

/** Selections that are kept at a time: rules of one gate share theirs, and a thousand of them would fill the memory. */
const keptSelections = 64;

/** Returns what is stored under the key, made at the first request. */
export function once<K, V>(
  store: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const found = store.get(key);
  if (found !== undefined) return found;
  const made = make();
  store.set(key, made);
  return made;
}

export interface RowsByExample {
  starts: Int32Array;
  rows: Int32Array;
}

/**
 * A table with everything that several rules need of it, computed once: tallies by example (selections are made of whole
 * examples, so they serve every selection), masks and selected examples.
 */
export class RunView {
  readonly table: RunTable;
  /** `suite` or `suite@target`. */
  readonly key: string;
  readonly #masks = new Map<string, Uint8Array>();
  readonly #passes = new Map<string, PassTally>();
  readonly #scores = new Map<ScoreColumn, ScoreTally>();
  readonly #amounts = new Map<AmountName, AmountTally>();
  readonly #selected = new Map<string, Int32Array>();
  readonly #derived = new WeakMap<Int32Array, Map<string, unknown>>();
  #rows: RowsByExample | undefined;
  #ids: Map<string, number> | undefined;
  #places: Int32Array | undefined;
  #tags: Map<string, number[]> | undefined;
  #idRanks: Int32Array | undefined;

  constructor(table: RunTable) {
    this.table = table;
    this.key = suiteKey(table.record);
  }

  /** By example: 1 where it fits. Kept under the name. */
  mask(name: string, fits: (example: TableExample) => boolean): Uint8Array {
    return once(this.#masks, name, () => {
      const made = new Uint8Array(this.table.examples.length);
      this.table.examples.forEach((example, place) => {
        if (fits(example)) made[place] = 1;
      });
      return made;
    });
  }

  /** By example: 1 where it has the tag. All tags are looked up at once. */
  tagged(tag: string): Uint8Array {
    this.#tags ??= placesByTag(this.table.examples);
    const places = this.#tags.get(tag) ?? [];
    return once(this.#masks, `tag ${tag}`, () => {
      const mask = new Uint8Array(this.table.examples.length);
      for (const place of places) mask[place] = 1;
      return mask;
    });
  }

  /** By example: its place among all ids in order. Numbers are compared many times faster than ids. */
  get idRanks(): Int32Array {
    this.#idRanks ??= ranksOfIds(this.table.examples);
    return this.#idRanks;
  }

  passes(columns: readonly ScoreColumn[]): PassTally {
    return once(this.#passes, this.keyOf(columns), () => tallyPasses(this.table, columns));
  }

  scores(column: ScoreColumn): ScoreTally {
    return once(this.#scores, column, () => tallyScores(this.table, column));
  }

  amounts(name: AmountName): AmountTally {
    return once(this.#amounts, name, () => tallyAmounts(this.table, name));
  }

  /** Examples (their places, ascending) under the key of a selection. */
  selected(key: string, make: () => Int32Array): Int32Array {
    const found = this.#selected.get(key);
    if (found !== undefined) {
      // Moved to the end: what is used stays.
      this.#selected.delete(key);
      this.#selected.set(key, found);
      return found;
    }
    const oldest = this.#selected.keys().next();
    if (this.#selected.size >= keptSelections && oldest.done !== true) this.#selected.delete(oldest.value);
    const made = make();
    this.#selected.set(key, made);
    return made;
  }

  /** What follows from a selection, kept as long as that is. The name must say everything else that it follows from. */
  derive<T>(examples: Int32Array, name: string, make: () => T): T {
    const kept = once(this.#derived, examples, () => new Map<string, unknown>());
    return once(kept as Map<string, T>, name, make);
  }

  /** The examples of a selection that fit. */
  within(examples: Int32Array, name: string, fits: (example: TableExample) => boolean): Int32Array {
    return this.derive(examples, `within ${name}`, () => {
      const mask = this.mask(name, fits);
      return examples.filter((example) => mask[example] === 1);
    });
  }

  /** The places of all examples, ascending. */
  get places(): Int32Array {
    if (this.#places === undefined) {
      // By a loop: a typed array that a callback fills takes many times as long.
      this.#places = new Int32Array(this.table.examples.length);
      for (let place = 0; place < this.#places.length; place++) this.#places[place] = place;
    }
    return this.#places;
  }

  /** Rows by example: those of example i are `rows[starts[i]]` up to, not including, `rows[starts[i + 1]]`. */
  get byExample(): RowsByExample {
    this.#rows ??= rowsByExample(this.table);
    return this.#rows;
  }

  /** The place of an example, by id. */
  place(id: string): number | undefined {
    this.#ids ??= new Map(this.table.examples.map((example, place) => [example.id, place]));
    return this.#ids.get(id);
  }

  /** Columns of a name: two where a judge gives the one and a deterministic scorer of an example the other. */
  columns(name: string): readonly ScoreColumn[] {
    return this.table.scores.filter((column) => column.name === name);
  }

  /** Tells sets of columns apart, which names alone do not. */
  keyOf(columns: readonly ScoreColumn[]): string {
    return columns.map((column) => this.table.scores.indexOf(column)).join(",");
  }
}

function placesByTag(examples: readonly TableExample[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  examples.forEach(({ tags }, place) => {
    for (const tag of tags) once(places, tag, () => [] as number[]).push(place);
  });
  return places;
}

function rowsByExample(table: RunTable): RowsByExample {
  const starts = new Int32Array(table.examples.length + 1);
  for (let row = 0; row < table.rows; row++) {
    const next = (table.example[row] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
  const free = starts.slice();
  const rows = new Int32Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const example = table.example[row] ?? 0;
    const at = free[example] ?? 0;
    rows[at] = row;
    free[example] = at + 1;
  }
  return { starts, rows };
}

function ranksOfIds(examples: readonly TableExample[]): Int32Array {
  const ids = examples.map(({ id }) => id);
  const places = Int32Array.from(ids, (_, place) => place);
  const inOrder = ids.every((id, place) => place === 0 || (ids[place - 1] ?? "") < id);
  // Ids of one run are unique.
  if (!inOrder) places.sort((a, b) => ((ids[a] ?? "") < (ids[b] ?? "") ? -1 : 1));
  const ranks = new Int32Array(ids.length);
  places.forEach((place, rank) => (ranks[place] = rank));
  return ranks;
}

/** The numbers of one column over the examples, those that are known, ascending. */
export function sortedValues(view: RunView, values: Float64Array, examples: Int32Array): Float64Array {
  const { starts, rows } = view.byExample;
  let most = 0;
  for (const example of examples) most += (starts[example + 1] ?? 0) - (starts[example] ?? 0);
  const kept = new Float64Array(most);
  let size = 0;
  for (const example of examples) {
    for (let i = starts[example] ?? 0; i < (starts[example + 1] ?? 0); i++) {
      const value = values[rows[i] ?? 0] ?? Number.NaN;
      if (!Number.isNaN(value)) kept[size++] = value;
    }
  }
  return kept.subarray(0, size).toSorted();
}

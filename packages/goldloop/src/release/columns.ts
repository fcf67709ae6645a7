import type { SuitePins } from "../config/index.ts";
import type { Example, ScorerSpec } from "../dataset/index.ts";
import { canonicalJson } from "../digest/index.ts";
import { scoreStatus, type ScoreColumn } from "../gate/index.ts";
import { outlineScorer, parseScorerSpec } from "../scorer/index.ts";

/** Which column each score of an example belongs to, by the score's name. */
export type Places = ReadonlyMap<string, number>;

interface Head {
  name: string;
  deterministic: boolean;
  fromSuite: boolean;
  judges: Set<string>;
}

/**
 * The score columns of a run. They are known before the first result: the suite's from the pins, the others from the
 * examples. Scores of one name share a column, unless a judge gives one and a deterministic scorer the other.
 */
export class Columns {
  readonly #heads: Head[] = [];
  readonly #suite: Places;
  readonly #byList = new Map<string, Places>();
  readonly #pins: SuitePins;

  constructor(pins: SuitePins) {
    this.#pins = pins;
    const suite = new Map<string, number>();
    for (const [name, { scorer, deterministic, options }] of Object.entries(pins.scorers)) {
      const named = typeof options === "object" && options !== null && !Array.isArray(options) ? options["name"] : name;
      const judge = scorer === "judge" && typeof named === "string" ? named : name;
      suite.set(name, this.#columnOf(name, deterministic, judge, true));
    }
    this.#suite = suite;
  }

  /** Where the scores of an example go. Throws InputError for a scorer that this version does not know. */
  placesOf({ scorers }: Example): Places {
    if (scorers === undefined || scorers.length === 0) return this.#suite;
    const key = canonicalJson(scorers);
    let places = this.#byList.get(key);
    if (places === undefined) {
      places = this.#withOwn(scorers);
      this.#byList.set(key, places);
    }
    return places;
  }

  /** The columns, empty, for so many rows. */
  allocate(rows: number): ScoreColumn[] {
    return this.#heads.map(({ judges, ...head }) => ({
      ...head,
      judges: [...judges].toSorted(),
      value: new Float64Array(rows).fill(Number.NaN),
      pass: new Int8Array(rows).fill(-1),
      status: new Uint8Array(rows).fill(scoreStatus.absent),
    }));
  }

  #withOwn(specs: readonly ScorerSpec[]): Places {
    const places = new Map(this.#suite);
    for (const spec of specs) {
      const { name, scorer, ownName, deterministic } = outlineScorer(parseScorerSpec(spec));
      places.set(name, this.#columnOf(name, deterministic, scorer === "judge" ? ownName : name, false));
    }
    return places;
  }

  #columnOf(name: string, deterministic: boolean, judge: string, fromSuite: boolean): number {
    let index = this.#heads.findIndex((head) => head.name === name && head.deterministic === deterministic);
    if (index < 0) index = this.#heads.push({ name, deterministic, fromSuite, judges: new Set() }) - 1;
    // What is pinned as no judge (embeddings, a program that is not deterministic) asks none.
    if (!deterministic && this.#pins.judges?.[judge] !== undefined) this.#heads[index]?.judges.add(judge);
    return index;
  }
}

import type { RunView } from "./view.ts";

/** At most so many examples are named in a rule; acceptances look at all of them. */
export const listedExamples = 1000;

/** The examples that failed or got worse. Both are made when they are asked for: most rules pass. */
export interface Failing {
  /** Ids: those tagged `critical` before others, then the worst, then by id; at most `listedExamples`. */
  listed: () => readonly string[];
  /** All ids, in no order. */
  all: () => readonly string[];
}

export const none: Failing = { listed: () => [], all: () => [] };

/** Ids that are few and in order. */
export function failingIds(ids: readonly string[]): Failing {
  return { listed: () => ids.slice(0, listedExamples), all: () => ids };
}

/** Several runs' failing examples, one run after the other. */
export function joined(parts: readonly Failing[]): Failing {
  return {
    listed: () => parts.flatMap(({ listed }) => listed()).slice(0, listedExamples),
    all: () => parts.flatMap(({ all }) => all()),
  };
}

/**
 * The examples whose `badness` (by position, larger for worse) fails. The ranking does not depend on a limit, so it is kept under the key
 * for every rule on the same figure of the same examples.
 */
export function failingOf(
  view: RunView,
  examples: Int32Array,
  key: string,
  badness: () => Float64Array,
  fails: (badness: number) => boolean,
): Failing {
  const values = () => view.derive(examples, `badness ${key}`, badness);
  return {
    listed: () => {
      const { critical, others } = view.derive(examples, `worst ${key}`, () => rank(view, examples, values()));
      const failing = [...critical, ...others].filter((entry) => fails(entry.badness));
      return failing.slice(0, listedExamples).map(({ id }) => id);
    },
    all: () => {
      const found: string[] = [];
      values().forEach((value, i) => {
        if (fails(value)) found.push(view.table.examples[examples[i] ?? 0]?.id ?? "");
      });
      return found;
    },
  };
}

interface Entry {
  id: string;
  badness: number;
}

/** The worst critical examples and the worst others, each worst first. What can fail no rule has a badness of -Infinity. */
function rank(view: RunView, examples: Int32Array, badness: Float64Array): { critical: Entry[]; others: Entry[] } {
  const mask = view.tagged("critical");
  const [critical, others] = [new Worst(view), new Worst(view)];
  for (let i = 0; i < examples.length; i++) {
    const place = examples[i] ?? 0;
    const bad = badness[i] ?? 0;
    if (bad !== Number.NEGATIVE_INFINITY) (mask[place] === 1 ? critical : others).add(place, bad);
  }
  return { critical: critical.sorted(), others: others.sorted() };
}

interface Ranked {
  place: number;
  badness: number;
  /** Of its id among all. */
  idRank: number;
}

/** Keeps the worst of many in a heap whose root is the best of them: sorting everything would take longer than judging it. */
class Worst {
  readonly #heap: Ranked[] = [];
  readonly #view: RunView;
  readonly #ranks: Int32Array;

  constructor(view: RunView) {
    this.#view = view;
    this.#ranks = view.idRanks;
  }

  add(place: number, badness: number): void {
    const heap = this.#heap;
    const idRank = this.#ranks[place] ?? 0;
    if (heap.length < listedExamples) {
      heap.push({ place, badness, idRank });
      this.#up(heap.length - 1);
      return;
    }
    const root = heap[0];
    if (root === undefined || badness < root.badness) return;
    if (badness === root.badness && idRank >= root.idRank) return;
    heap[0] = { place, badness, idRank };
    this.#down();
  }

  sorted(): Entry[] {
    return this.#heap
      .toSorted((a, b) => (this.#isWorse(a, b) ? -1 : 1))
      .map(({ place, badness }) => ({ id: this.#view.table.examples[place]?.id ?? "", badness }));
  }

  #isWorse(a: Ranked, b: Ranked): boolean {
    return a.badness > b.badness || (a.badness === b.badness && a.idRank < b.idRank);
  }

  #up(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBetter(at, parent)) return;
      at = parent;
    }
  }

  #down(): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let best = left;
      const [l, r] = [heap[left], heap[right]];
      if (l === undefined) return;
      if (r !== undefined && this.#isWorse(l, r)) best = right;
      if (!this.#swapIfBetter(best, at)) return;
      at = best;
    }
  }

  /** Puts the entry at `child` above the one at `parent` where that is worse. */
  #swapIfBetter(child: number, parent: number): boolean {
    const heap = this.#heap;
    const [below, above] = [heap[child], heap[parent]];
    if (below === undefined || above === undefined || !this.#isWorse(above, below)) return false;
    heap[child] = above;
    heap[parent] = below;
    return true;
  }
}

/** What came of a part of the promptfoo configuration that is not carried over as it stands. */
export interface ImportFinding {
  /** `lost`: not carried over. `changed`: carried over, but it means something a little different. `left-out`: has no meaning here. */
  kind: "lost" | "changed" | "left-out";
  /** The key or assertion type: `is-sql`, `not-similar`, `weight`, `transform`. */
  what: string;
  why: string;
  /** What to do about it, in one line. Absent when nothing needs doing. */
  todo?: string;
  /** Where it stands: `test 3`, `defaultTest`, `providers[1]`. */
  places: string[];
}

/** Collects findings; the same finding in several places becomes one with all its places. */
export class ImportFindings {
  readonly #all = new Map<string, ImportFinding>();

  add(kind: ImportFinding["kind"], place: string, what: string, why: string, todo?: string): void {
    const key = JSON.stringify([kind, what, why, todo]);
    const known = this.#all.get(key);
    if (known === undefined)
      this.#all.set(key, { kind, what, why, ...(todo === undefined ? {} : { todo }), places: [place] });
    else if (!known.places.includes(place)) known.places.push(place);
  }

  lost(place: string, what: string, why: string, todo: string): void {
    this.add("lost", place, what, why, todo);
  }

  changed(place: string, what: string, why: string, todo?: string): void {
    this.add("changed", place, what, why, todo);
  }

  leftOut(place: string, what: string, why: string): void {
    this.add("left-out", place, what, why);
  }

  of(kind: ImportFinding["kind"]): ImportFinding[] {
    return [...this.#all.values()].filter((finding) => finding.kind === kind);
  }
}

import type { Digest } from "../digest/index.ts";
import type { Location } from "../error/index.ts";
import type { Part, Path } from "../document/index.ts";
import type { Dataset, FormatName } from "./dataset.ts";
import { testDigestOf } from "./digest.ts";
import type { Example } from "./example.ts";
import type { Rows } from "./formats/format.ts";

/** What a dataset is made of. Everything by row is in file order. */
export interface StoredParts {
  file: string;
  path: string;
  format: FormatName;
  commit: string | null;
  digest: Digest;
  rows: Rows;
  ids: readonly string[];
  starts: Uint32Array;
  ends: Uint32Array;
  lines: Uint32Array;
  sorted: Uint32Array;
  splits: ReadonlyMap<string, number>;
  tags: ReadonlyMap<string, number>;
}

/** A dataset over one buffer of JSON texts. */
export class StoredDataset implements Dataset {
  readonly file: string;
  readonly path: string;
  readonly format: FormatName;
  readonly commit: string | null;
  readonly digest: Digest;
  readonly count: number;
  readonly #parts: StoredParts;

  constructor(parts: StoredParts) {
    this.#parts = parts;
    this.file = parts.file;
    this.path = parts.path;
    this.format = parts.format;
    this.commit = parts.commit;
    this.digest = parts.digest;
    this.count = parts.ids.length;
  }

  ids(): readonly string[] {
    return this.#parts.ids;
  }

  at(index: number): Example {
    const example: Example = JSON.parse(this.json(index));
    return example;
  }

  json(index: number): string {
    const { start, end } = this.#row(index);
    return this.#parts.rows.buffer.toString("utf8", start, end);
  }

  indexOf(id: string): number | undefined {
    const { ids, sorted } = this.#parts;
    let low = 0;
    let high = sorted.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const index = sorted[middle] ?? 0;
      const candidate = ids[index] ?? "";
      if (candidate === id) return index;
      if (candidate < id) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  get(id: string): Example | undefined {
    const index = this.indexOf(id);
    return index === undefined ? undefined : this.at(index);
  }

  *[Symbol.iterator](): IterableIterator<Example> {
    for (let index = 0; index < this.count; index += 1) yield this.at(index);
  }

  splits(): ReadonlyMap<string, number> {
    return this.#parts.splits;
  }

  tags(): ReadonlyMap<string, number> {
    return this.#parts.tags;
  }

  testDigest(index: number): Digest {
    return testDigestOf(this.at(index));
  }

  location(index: number, path: Path = [], part?: Part): Location {
    const row = this.#row(index);
    if (row.line === 0) return { file: this.file };
    const position = path.length === 0 ? { line: row.line, column: 1 } : this.#parts.rows.locate(row, path, part);
    return { file: this.file, ...position };
  }

  sorted(): Uint32Array {
    return this.#parts.sorted;
  }

  #row(index: number): { index: number; start: number; end: number; line: number } {
    const { starts, ends, lines } = this.#parts;
    const start = starts[index];
    const end = ends[index];
    const line = lines[index];
    if (start === undefined || end === undefined || line === undefined) {
      throw new RangeError(`${this.file} has no example ${index}; it has ${this.count}`);
    }
    return { index, start, end, line };
  }
}

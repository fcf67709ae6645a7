import type { Digest } from "../digest/index.ts";
import { FaultList, type PositionOf } from "../document/index.ts";
import { InputError } from "../error/index.ts";
import type { Dataset } from "./dataset.ts";
import { OrderedDigest } from "./digest.ts";
import type { Example } from "./example.ts";
import type { DatasetFormat, Row, Rows } from "./formats/format.ts";
import { StoredDataset } from "./stored.ts";
import { exampleFaults, isExample } from "./validate-example.ts";

/** Whose bytes are read. */
export interface Source {
  file: string;
  path: string;
  format: DatasetFormat;
  commit: string | null;
}

/**
 * The dataset that bytes hold, every example validated.
 * Throws InputErrors with the first 20 faults at file:line:column and a last one `more-faults` that counts the rest;
 * `duplicate-id` names both lines, `empty-dataset` when there is no example.
 */
export function readDataset(bytes: Buffer, source: Source): Dataset {
  refusePointer(bytes, source.file);
  const faults = new FaultList();
  const table = new RowTable(source.file, faults);
  const rows = source.format.read(bytes, source.file, faults, (row) => table.add(row));
  const sorted = table.sortedById();
  table.findDuplicates(sorted);
  faults.throwIfAny();
  if (table.ids.length === 0) {
    const hint = '{"id":"first","input":"What is tested","expected":"What is right"}';
    throw new InputError("empty-dataset", `${source.file} has no example`, {
      hint: source.format.name === "jsonl" ? hint : undefined,
      location: { file: source.file },
    });
  }
  const { ids, splits, tags } = table;
  const digest = table.digest.digest() ?? digestOfRows(rows, table, sorted);
  const [starts, ends, lines] = [
    Uint32Array.from(table.starts),
    Uint32Array.from(table.ends),
    Uint32Array.from(table.lines),
  ];
  const { file, path, commit } = source;
  return new StoredDataset({
    file,
    path,
    commit,
    format: source.format.name,
    digest,
    rows,
    ids,
    starts,
    ends,
    lines,
    sorted,
    splits,
    tags,
  });
}

/** Gathers what is kept of each row; the example itself is dropped at once. */
class RowTable {
  readonly ids: string[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly lines: number[] = [];
  readonly splits = new Map<string, number>();
  readonly tags = new Map<string, number>();
  readonly digest = new OrderedDigest();
  readonly #file: string;
  readonly #faults: FaultList;

  constructor(file: string, faults: FaultList) {
    this.#file = file;
    this.#faults = faults;
  }

  add({ value, start, end, line, positionOf }: Row): void {
    if (!isExample(value)) return this.#refuse(value, positionOf);
    this.ids.push(value.id);
    this.starts.push(start);
    this.ends.push(end);
    this.lines.push(line);
    this.#count(value);
    if (this.#faults.total === 0) this.digest.add(value);
  }

  #refuse(value: unknown, positionOf: PositionOf): void {
    if (this.#faults.full) this.#faults.count();
    else this.#faults.add(...exampleFaults(value, this.#file, positionOf));
  }

  #count({ split, tags }: Example): void {
    if (split !== undefined) this.splits.set(split, (this.splits.get(split) ?? 0) + 1);
    if (tags === undefined) return;
    for (const tag of tags.length > 1 ? new Set(tags) : tags) this.tags.set(tag, (this.tags.get(tag) ?? 0) + 1);
  }

  /** Row numbers in the code-unit order of the ids; rows of the same id stay in file order. */
  sortedById(): Uint32Array {
    const { ids } = this;
    const order = Uint32Array.from(ids, (_, index) => index);
    const sorted = ids.every((id, index) => index === 0 || (ids[index - 1] ?? "") <= id);
    return sorted ? order : order.toSorted((a, b) => compare(ids[a] ?? "", ids[b] ?? "") || a - b);
  }

  findDuplicates(sorted: Uint32Array): void {
    for (let at = 1; at < sorted.length; at += 1) {
      const [before, here] = [sorted[at - 1] ?? 0, sorted[at] ?? 0];
      const id = this.ids[here];
      if (id !== this.ids[before]) continue;
      const [first, second] = [this.lines[before] ?? 0, this.lines[here] ?? 0];
      const inFile = second > 0;
      const places = inFile
        ? `on line ${first} and again on line ${second}`
        : `used by examples ${before + 1} and ${here + 1}`;
      this.#faults.add(
        new InputError("duplicate-id", `the id ${JSON.stringify(id)} is ${places}`, {
          hint: "give one of them another id, or remove it",
          location: inFile ? { file: this.#file, line: second, column: 1 } : { file: this.#file },
        }),
      );
    }
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The rows of a file that is not in id order are parsed once more, so that their canonical forms need no memory. */
function digestOfRows(rows: Rows, table: RowTable, sorted: Uint32Array): Digest {
  const ordered = new OrderedDigest();
  for (const index of sorted) {
    const text = rows.buffer.toString("utf8", table.starts[index], table.ends[index]);
    const example: Example = JSON.parse(text);
    ordered.add(example);
  }
  const digest = ordered.digest();
  if (digest === undefined) throw new TypeError("rows were not sorted");
  return digest;
}

function refusePointer(bytes: Buffer, file: string): void {
  if (!bytes.subarray(0, 40).toString("latin1").startsWith("version https://git-lfs.github.com/spec/")) return;
  throw new InputError("git-lfs-pointer", `${file} is a Git LFS pointer, its content is elsewhere`, {
    hint: `git lfs pull --include ${file}`,
    location: { file },
  });
}

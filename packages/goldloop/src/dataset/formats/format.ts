import type { FaultList, Part, Path, Position, PositionOf } from "../../document/index.ts";
import type { FormatName } from "../dataset.ts";
import type { Example } from "../example.ts";

/** One example of a file as it was read, before it is validated. */
export interface Row {
  value: unknown;
  /** Where its JSON text stands in the buffer that `read` returns. */
  start: number;
  end: number;
  /** The line of the file on which it starts; 0 when it stands in no file. */
  line: number;
  positionOf: PositionOf;
}

/** What a format made of a file. */
export interface Rows {
  /** Holds the JSON text of every row. */
  buffer: Buffer;
  /** The place of a part of a row, worked out when asked for. */
  locate(
    row: { index: number; start: number; end: number; line: number },
    path: Path,
    part?: Part,
  ): Position | undefined;
}

/** A change of one example in a file. */
export interface Edit {
  /** The row to replace; undefined to append. */
  index: number | undefined;
  example: Example;
}

/** A file format of datasets. One file each, one line in the registry. */
export interface DatasetFormat {
  name: FormatName;
  /** With the dot; the first is the usual one. */
  extensions: readonly string[];
  /** Hands over every row in the order of the file; faults of the text go into the list. */
  read(bytes: Buffer, file: string, faults: FaultList, visit: (row: Row) => void): Rows;
  /** The text of a whole file. Throws InputErrors `not-representable` for what the format cannot hold. */
  write(examples: Iterable<Example>): string;
  /** The file with one example appended or replaced, every other byte untouched. Throws `not-editable` and `not-representable`. */
  edit(bytes: Buffer, file: string, edit: Edit): Buffer;
}

/** Gathers the JSON texts of rows that do not stand in the file as such. */
export class JsonTexts {
  readonly #texts: string[] = [];
  #length = 0;

  /** Returns the byte range the text will have. */
  add(value: unknown): { start: number; end: number } {
    const text = JSON.stringify(value);
    const start = this.#length;
    this.#texts.push(text);
    this.#length += Buffer.byteLength(text);
    return { start, end: this.#length };
  }

  toBuffer(): Buffer {
    return Buffer.from(this.#texts.join(""));
  }
}

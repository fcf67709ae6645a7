import type { SpanEventRow, ScoreRow, SpanRow } from "../../store/spans/row.ts";

/** Rows of one table as lines of JSON, made so that they can be handed from thread to thread without a copy. */
export interface Lines {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each line ends in `bytes`, after its `\n`. */
  ends: Uint32Array<ArrayBuffer>;
  /** Day since 1970 (UTC) of each row: the partition that it lies in. */
  days: Uint16Array<ArrayBuffer>;
  /** Which item of the request each row came from. */
  indexes: Uint32Array<ArrayBuffer>;
}

/** A row whose time of storing is filled in when it is stored. */
export type Unstamped<Row extends { ingested_at: number }> = Omit<Row, "ingested_at">;

type AnyRow = Unstamped<SpanRow> | Unstamped<ScoreRow> | Unstamped<SpanEventRow>;

// 13 digits, as every time from 2001 to 2286 has
const head = '{"ingested_at":1000000000000,';
const stampAt = head.indexOf("1");
const dayMs = 86_400_000;

/** Writes rows as lines into one growing buffer. */
export class LineWriter {
  #buffer: Buffer<ArrayBuffer>;
  #at = 0;
  readonly #ends: number[] = [];
  readonly #days: number[] = [];
  readonly #indexes: number[] = [];

  constructor(expectedBytes = 4096) {
    this.#buffer = Buffer.from(new ArrayBuffer(Math.max(expectedBytes, 64)));
  }

  get rows(): number {
    return this.#ends.length;
  }

  /** Adds a row. `timeMs` decides its partition; with `size` the line's own length is written into it. */
  add(row: AnyRow, timeMs: number, index: number, size = false): void {
    const json = JSON.stringify(row);
    this.#reserve(head.length + json.length * 3 + 32);
    const start = this.#at;
    this.#at += this.#buffer.write(head, this.#at, "latin1");
    this.#at += this.#buffer.write(json.slice(1, -1), this.#at, "utf8");
    const end = size ? `,"size":${this.#at - start}}\n` : "}\n";
    this.#at += this.#buffer.write(end, this.#at, "latin1");
    this.#ends.push(this.#at);
    this.#days.push(Math.floor(timeMs / dayMs));
    this.#indexes.push(index);
  }

  finish(): Lines {
    return {
      bytes: new Uint8Array(this.#buffer.buffer.slice(0, this.#at)),
      ends: Uint32Array.from(this.#ends),
      days: Uint16Array.from(this.#days),
      indexes: Uint32Array.from(this.#indexes),
    };
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.from(new ArrayBuffer(Math.max(this.#buffer.length * 2, this.#at + bytes)));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

/** Bytes of the lines `from` to `to` (exclusive), not copied. */
export function linesBetween(lines: Lines, from: number, to: number): Buffer {
  const start = startOf(lines, from);
  return Buffer.from(lines.bytes.buffer, start, startOf(lines, to) - start);
}

/** Fills in the time of storing, ms since 1970, of the lines `from` to `to` (exclusive). */
export function stamp(lines: Lines, from: number, to: number, ingestedAtMs: number): void {
  const bytes = Buffer.from(lines.bytes.buffer);
  const digits = String(ingestedAtMs);
  for (let i = from; i < to; i++) bytes.write(digits, startOf(lines, i) + stampAt, "latin1");
}

function startOf(lines: Lines, row: number): number {
  return row === 0 ? 0 : (lines.ends[row - 1] as number);
}

/** What transferring lines to another thread hands over. */
export function transfers(lines: Lines): ArrayBuffer[] {
  return [lines.bytes.buffer, lines.ends.buffer, lines.days.buffer, lines.indexes.buffer];
}

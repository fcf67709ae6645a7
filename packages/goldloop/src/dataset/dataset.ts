import type { Part, Path } from "../document/index.ts";
import type { Digest } from "../digest/index.ts";
import type { Location } from "../error/index.ts";
import type { Example } from "./example.ts";

/** The file formats a dataset can have. */
export type FormatName = "jsonl" | "json" | "yaml" | "csv";

/**
 * A validated dataset. Examples are held as JSON text outside the heap and parsed when asked for: every call of
 * `at` gives a fresh object, and 50,000 examples cost little more memory than their file.
 */
export interface Dataset {
  /** As it was asked for, for messages and pins: relative, perhaps with `@<git ref>`. */
  readonly file: string;
  /** Absolute, without a git ref. Attachments are relative to its folder. */
  readonly path: string;
  readonly format: FormatName;
  /** The commit it was read from; null for the file on disk. */
  readonly commit: string | null;
  /** Design 4.1: SHA-256 over the RFC 8785 forms of the examples in id order, each followed by a line feed. */
  readonly digest: Digest;
  readonly count: number;
  /** In the order of the file. */
  ids(): readonly string[];
  /** The example as it was read. Throws a RangeError outside 0..count-1. */
  at(index: number): Example;
  indexOf(id: string): number | undefined;
  get(id: string): Example | undefined;
  [Symbol.iterator](): IterableIterator<Example>;
  /** How many examples each split has; examples without one are not counted. */
  splits(): ReadonlyMap<string, number>;
  /** How many examples carry each tag. */
  tags(): ReadonlyMap<string, number>;
  /** What pairs the example between runs: SHA-256 over the RFC 8785 form of { input, expected, context, scorers }. */
  testDigest(index: number): Digest;
  /** Where an example, or a part of it, stands in the file. */
  location(index: number, path?: Path, part?: Part): Location;
  /** The example's JSON text. The source line of a JSON lines file. */
  json(index: number): string;
  /** The indices in the code-unit order of their ids. */
  sorted(): Uint32Array;
}

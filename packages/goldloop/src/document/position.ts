/** Where something stands in a text. Both count from 1; columns in UTF-16 code units. */
export interface Position {
  line: number;
  column: number;
}

/** The way from the root of a document to a value in it. */
export type Path = readonly (string | number)[];

/** Which half of an entry is meant: its key or its value. Elements of lists have a value only. */
export type Part = "key" | "value";

/** Looks up the position of a value or key; of the nearest enclosing thing when the path itself does not exist. */
export type PositionOf = (path: Path, part?: Part) => Position | undefined;

/** The value of a text together with where its parts stand. */
export interface ParsedDocument {
  value: unknown;
  positionOf: PositionOf;
}

const plainKey = /^[A-Za-z_$][\w$-]*$/;

/** `suites.support.scorers[2].contains`; keys that are not plain words are quoted: `people["ana@example.com"]`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else if (!plainKey.test(key)) text += `[${JSON.stringify(key)}]`;
    else text += text === "" ? key : `.${key}`;
  }
  return text;
}

/** The path of a zod issue; symbols cannot come out of a file and are named. */
export function toPath(keys: readonly PropertyKey[]): Path {
  return keys.map((key) => (typeof key === "symbol" ? String(key) : key));
}

/** The value at a path, undefined when there is none. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** Turns offsets of a text into positions; cheap to make, the lines are found at the first question. */
export class LineIndex {
  readonly #text: string;
  readonly #firstLine: number;
  #starts: number[] | undefined;

  constructor(text: string, firstLine = 1) {
    this.#text = text;
    this.#firstLine = firstLine;
  }

  /** The position of a UTF-16 offset. */
  at(offset: number): Position {
    const starts = (this.#starts ??= lineStarts(this.#text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: this.#firstLine + low, column: offset - (starts[low] ?? 0) + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

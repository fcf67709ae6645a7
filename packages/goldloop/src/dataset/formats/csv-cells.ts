import { InputError } from "../../error/index.ts";
import type { Json } from "../../digest/index.ts";
import type { Example } from "../example.ts";

/** Columns a dataset in CSV may have, beside `metadata.NAME`. */
export const knownColumns = ["id", "input", "expected", "tags", "split", "metadata.*"] as const;

const metadataPrefix = "metadata.";

/** Whether a column name is one of the known ones. */
export function isKnownColumn(name: string): boolean {
  if (name.startsWith(metadataPrefix)) return name.length > metadataPrefix.length;
  return ["id", "input", "expected", "tags", "split"].includes(name);
}

/**
 * The example of a CSV record. Values are strings. An empty cell is an absent value, but for `input`, where it is the
 * empty string; tags are separated by semicolons.
 */
export function fromCells(columns: readonly string[], cells: readonly string[]): { [key: string]: Json } {
  const example: { [key: string]: Json } = {};
  const metadata: [string, Json][] = [];
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? "";
    if (column === "tags") {
      const tags = splitTags(cell);
      if (tags.length > 0) example["tags"] = tags;
    } else if (column.startsWith(metadataPrefix)) {
      if (cell !== "") metadata.push([column.slice(metadataPrefix.length), cell]);
    } else if (cell !== "" || column === "input") example[column] = cell;
  }
  if (metadata.length > 0) example["metadata"] = Object.fromEntries(metadata);
  return example;
}

/** `a; b` as ["a", "b"] */
export function splitTags(cell: string): string[] {
  return cell
    .split(";")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
}

/** The cells of an example by column; faults say what CSV cannot hold. */
export function toCells(example: Example): { cells: Map<string, string>; faults: InputError[] } {
  const cells = new Map<string, string>();
  const faults: InputError[] = [];
  const refuse = (what: string) => {
    const message = `example ${JSON.stringify(example.id)}: ${what}`;
    faults.push(new InputError("not-representable", message, { hint: "keep it as .jsonl" }));
  };
  const put = (column: string, value: Json, emptyIsAbsent = true) => {
    if (typeof value !== "string") refuse(`${column} is no string, and CSV holds only strings`);
    else if (value === "" && emptyIsAbsent) refuse(`${column} is empty, which CSV cannot tell from absent`);
    else cells.set(column, value);
  };

  put("id", example.id);
  put("input", example.input, false);
  if (example.expected !== undefined) put("expected", example.expected);
  if (example.split !== undefined) put("split", example.split);
  if (example.tags !== undefined) {
    const cell = example.tags.join("; ");
    if (example.tags.length === 0) refuse("tags is empty, which CSV cannot tell from absent");
    else if (splitTags(cell).join("; ") !== cell || splitTags(cell).length !== example.tags.length) {
      refuse("a tag with a semicolon or outer spaces cannot stand in CSV");
    } else cells.set("tags", cell);
  }
  if (example.metadata !== undefined) {
    const entries = Object.entries(example.metadata);
    if (entries.length === 0) refuse("metadata is empty, which CSV cannot tell from absent");
    for (const [key, value] of entries) {
      if (key === "") refuse("metadata has an empty key, which CSV has no column for");
      else put(metadataPrefix + key, value);
    }
  }
  for (const key of ["context", "scorers", "attachments", "origin"] as const) {
    if (example[key] !== undefined) refuse(`CSV has no column for ${key}`);
  }
  return { cells, faults };
}

/** A CSV line without its line end. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
}

import { extname } from "node:path";
import { isJsonObject, type JsonObject } from "../digest/index.ts";
import { decodeUtf8, FaultList, parseJsonText } from "../document/index.ts";
import { InputError } from "../error/index.ts";
import { csvRecords } from "./formats/csv-records.ts";
import { jsonl } from "./formats/jsonl.ts";

/** One row of a foreign file. */
export interface ImportRow {
  value: JsonObject;
  line: number;
}

/**
 * The rows of a foreign file as objects. Empty CSV cells are absent.
 * Throws InputErrors: `unknown-format`, `wrong-columns`, `duplicate-column`, `wrong-type`, and what the parsers throw.
 */
export function readImportRows(
  bytes: Buffer,
  file: string,
  options: { format?: string | undefined; delimiter?: string | undefined },
): ImportRow[] {
  const format = options.format ?? extname(file).slice(1).toLowerCase();
  if (format === "csv" || format === "tsv") return csvRows(bytes, file, options.delimiter ?? delimiterOf(bytes));
  if (format === "json") return jsonRows(bytes, file);
  if (format === "jsonl" || format === "ndjson") return lineRows(bytes, file);
  const message = `${file} cannot be imported by its extension; known: .csv, .json, .jsonl`;
  throw new InputError("unknown-format", message, { hint: "--format csv", location: { file } });
}

function delimiterOf(bytes: Buffer): string {
  const [header = ""] = bytes.toString("utf8", 0, 64_000).split(/\r?\n/);
  const counts = [",", ";", "\t"].map((one) => ({ one, count: header.split(one).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.one ?? ",";
}

function csvRows(bytes: Buffer, file: string, delimiter: string): ImportRow[] {
  const [header, ...records] = csvRecords(bytes, file, delimiter);
  const columns = (header?.cells ?? []).map((name) => name.trim());
  const faults = new FaultList();
  const refuse = (code: string, message: string, line: number) =>
    faults.add(new InputError(code, message, { location: { file, line } }));
  for (const [index, name] of columns.entries()) {
    if (name === "") refuse("missing-column", `column ${index + 1} has no name`, 1);
    else if (name === "__proto__") refuse("forbidden-key", 'the key "__proto__" is not allowed', 1);
    else if (columns.indexOf(name) !== index) refuse("duplicate-column", `duplicate column ${JSON.stringify(name)}`, 1);
  }
  for (const { cells, line } of records) {
    if (cells.length === columns.length) continue;
    refuse("wrong-columns", `${cells.length} cells, but the header has ${columns.length} columns`, line);
  }
  faults.throwIfAny();
  return records.map(({ cells, line }) => {
    const filled = columns.flatMap((name, index) => (cells[index] ? [[name, cells[index]] as const] : []));
    return { value: Object.fromEntries(filled), line };
  });
}

function jsonRows(bytes: Buffer, file: string): ImportRow[] {
  const { value, positionOf } = parseJsonText(decodeUtf8(bytes, file), file);
  if (!Array.isArray(value)) {
    throw new InputError("wrong-type", "the document must be a list of objects", {
      location: { file, ...positionOf([]) },
    });
  }
  return objects(
    value.map((row: unknown, index) => ({ row, line: positionOf([index])?.line ?? 1 })),
    file,
  );
}

function lineRows(bytes: Buffer, file: string): ImportRow[] {
  const faults = new FaultList();
  const rows: { row: unknown; line: number }[] = [];
  jsonl.read(bytes, file, faults, ({ value, line }) => rows.push({ row: value, line }));
  faults.throwIfAny();
  return objects(rows, file);
}

function objects(rows: readonly { row: unknown; line: number }[], file: string): ImportRow[] {
  const faults = new FaultList();
  const values: ImportRow[] = [];
  for (const { row, line } of rows) {
    if (isJsonObject(row)) values.push({ value: row, line });
    else faults.add(new InputError("wrong-type", "each row must be an object", { location: { file, line } }));
  }
  faults.throwIfAny();
  return values;
}

import { canonicalJson, digestOf, isJsonObject, type Json, type JsonObject, shortDigest } from "../digest/index.ts";
import { FaultList } from "../document/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import type { Example } from "./example.ts";
import { splitTags } from "./formats/csv-cells.ts";
import { type ImportRow, readImportRows } from "./import-rows.ts";
import { exampleFaults } from "./validate-example.ts";

/** How the columns of a foreign file become an example. Dots go deeper in JSON: `inputs.question`. */
export interface ImportOptions {
  /** Default: `input`. */
  inputColumn?: string | undefined;
  /** Default: `expected` where the file has it. */
  expectedColumn?: string | undefined;
  /** Default: `id` where the file has it; otherwise ids are made from the content. */
  idColumn?: string | undefined;
  /** Default: by the extension of the file. */
  format?: "csv" | "json" | "jsonl" | undefined;
  /** Of CSV; default: the one of `,` `;` and tab that the header has most of. */
  delimiter?: string | undefined;
  /** Written to `origin.source`; default: the file's name as given. */
  source?: string | undefined;
}

export interface ImportResult {
  examples: Example[];
  /** Rows with the same content as an earlier one, which were left out: `row` is 1-based. */
  duplicates: { row: number; sameAs: number }[];
  /** Columns that were kept as metadata. */
  metadata: string[];
  /** Whether the ids were made from the content. */
  idsMade: boolean;
}

/**
 * Examples out of a foreign file: CSV, a JSON list of objects, or JSON lines. `tags` and `split` are taken over where they fit, every other column goes to
 * metadata, nothing is dropped. Each example says where it came from (`origin`).
 * Throws InputErrors: `unknown-column` with the nearest one, `missing-value` for rows without input or id, `duplicate-id`, `wrong-type`, and what
 * the parsers throw.
 */
export function importRows(bytes: Buffer, file: string, options: ImportOptions = {}): ImportResult {
  const rows = readImportRows(bytes, file, options);
  const columns = [...new Set(rows.flatMap(({ value }) => Object.keys(value)))];
  if (rows.length === 0) throw new InputError("empty-dataset", `${file} has no row`, { location: { file } });
  const mapping = mappingOf(rows, columns, file, options);
  const faults = new FaultList();
  const examples = new Map<string, { example: Example; row: number; text: string }>();
  const duplicates: ImportResult["duplicates"] = [];
  const origin = { kind: "import" as const, source: options.source ?? file };

  for (const [index, { value, line }] of rows.entries()) {
    const row = index + 1;
    const location = { file, line };
    const example = faults.collect(() => toExample(value, mapping, { file, line, row }, origin));
    if (example === undefined) continue;
    const text = canonicalJson(example);
    const earlier = examples.get(example.id);
    if (earlier?.text === text) duplicates.push({ row, sameAs: earlier.row });
    else if (earlier !== undefined) {
      faults.add(
        new InputError(
          "duplicate-id",
          `the id ${JSON.stringify(example.id)} is in row ${earlier.row} and again in row ${row}`,
          { location },
        ),
      );
    } else examples.set(example.id, { example, row, text });
    faults.add(...exampleFaults(example, file, () => ({ line, column: 1 })));
  }
  faults.throwIfAny();
  const metadata = columns.filter((column) => !mapping.taken.has(column));
  return {
    examples: [...examples.values()].map(({ example }) => example),
    duplicates,
    metadata,
    idsMade: mapping.id === undefined,
  };
}

interface Mapping {
  input: string;
  expected: string | undefined;
  id: string | undefined;
  /** Columns that do not go to metadata. */
  taken: ReadonlySet<string>;
}

function mappingOf(
  rows: readonly ImportRow[],
  columns: readonly string[],
  file: string,
  options: ImportOptions,
): Mapping {
  const faults = new FaultList();
  const find = (flag: string, given: string | undefined, usual: string, needed: boolean): string | undefined => {
    const name = given ?? usual;
    if (rows.some(({ value }) => columnOf(value, name) !== undefined)) return name;
    if (given === undefined && !needed) return undefined;
    const hint = given === undefined ? `${flag} ${columns[0] ?? "NAME"}` : undefined;
    const message = `${file} has no column ${JSON.stringify(name)}${suggestion(name, columns)}`;
    faults.add(new InputError("unknown-column", message, { hint, location: { file } }));
    return undefined;
  };
  const input = find("--input-column", options.inputColumn, "input", true) ?? "";
  const expected = find("--expected-column", options.expectedColumn, "expected", false);
  const id = find("--id-column", options.idColumn, "id", false);
  faults.throwIfAny();
  const taken = new Set([input, expected, id, "tags", "split"].filter((name) => name !== undefined));
  return { input, expected, id, taken };
}

function toExample(
  row: JsonObject,
  { input, expected, id, taken }: Mapping,
  place: { file: string; line: number; row: number },
  origin: { kind: "import"; source: string },
): Example {
  const need = (name: string): Json => {
    const value = columnOf(row, name);
    if (value !== undefined) return value;
    const location = { file: place.file, line: place.line };
    throw new InputError("missing-value", `row ${place.row} has no ${JSON.stringify(name)}`, { location });
  };
  const metadata: JsonObject = {};
  for (const [column, value] of Object.entries(row)) {
    if (taken.has(column) || (column === "metadata" && isJsonObject(value))) continue;
    metadata[column.startsWith("metadata.") ? column.slice("metadata.".length) : column] = value;
  }
  const own = columnOf(row, "metadata");
  if (own !== undefined && isJsonObject(own)) Object.assign(metadata, own);
  const answer = expected === undefined ? undefined : columnOf(row, expected);
  const tags = tagsOf(row["tags"], metadata);
  const { split } = row;
  if (split !== undefined && typeof split !== "string") metadata["split"] = split;
  return {
    id: id === undefined ? `row-${shortDigest(digestOf(canonicalJson(row)))}` : idText(need(id), place),
    input: need(input),
    ...(answer === undefined ? {} : { expected: answer }),
    ...(tags === undefined ? {} : { tags }),
    ...(typeof split === "string" ? { split } : {}),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    origin,
  };
}

/** Numbers are ids in many files. */
function idText(value: Json, { file, line, row }: { file: string; line: number; row: number }): string {
  if (typeof value === "number") return canonicalJson(value);
  if (typeof value === "string" && value !== "") return value;
  throw new InputError("wrong-type", `row ${row}: an id must be a string or a number`, { location: { file, line } });
}

/** A list of strings, or text with semicolons; anything else is kept as metadata. */
function tagsOf(value: Json | undefined, metadata: JsonObject): string[] | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return splitTags(value);
  if (Array.isArray(value) && value.every((tag) => typeof tag === "string")) return value;
  metadata["tags"] = value;
  return undefined;
}

/** The column of this name, or the member that its dots lead to. */
function columnOf(row: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(row, name)) return row[name];
  let value: Json | undefined = row;
  for (const key of name.split(".")) {
    if (value === undefined || !isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

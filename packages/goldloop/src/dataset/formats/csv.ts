import { FaultList, type Position } from "../../document/index.ts";
import { InputError, nearest } from "../../error/index.ts";
import type { Example } from "../example.ts";
import { csvLine, fromCells, isKnownColumn, knownColumns, toCells } from "./csv-cells.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";
import { type DatasetFormat, JsonTexts } from "./format.ts";

/** Columns id and input; optional expected, tags, split and metadata.NAME. All values are strings. */
export const csv: DatasetFormat = {
  name: "csv",
  extensions: [".csv"],

  read(bytes, file, faults, visit) {
    const [header, ...records] = csvRecords(bytes, file);
    const columns = checkedColumns(header, file);
    const texts = new JsonTexts();
    for (const record of records) {
      const { cells, line } = record;
      if (cells.length !== columns.length) {
        faults.add(wrongCount(record, columns.length, file));
        continue;
      }
      const value = fromCells(columns, cells);
      visit({ value, ...texts.add(value), line, positionOf: () => at(line) });
    }
    return { buffer: texts.toBuffer(), locate: ({ line }) => at(line) };
  },

  write(examples) {
    const faults = new FaultList();
    const rows: Map<string, string>[] = [];
    const columns = new Set(["id", "input"]);
    for (const example of examples) {
      const row = toCells(example);
      faults.add(...row.faults);
      rows.push(row.cells);
      for (const column of row.cells.keys()) columns.add(column);
    }
    faults.throwIfAny();
    const names = [...columns].toSorted((a, b) => rank(a) - rank(b));
    const lines = rows.map((cells) => csvLine(names.map((name) => cells.get(name) ?? "")));
    return [csvLine(names), ...lines].map((line) => `${line}\n`).join("");
  },

  edit(bytes, file, { index, example }) {
    const [header, ...records] = csvRecords(bytes, file);
    const columns = checkedColumns(header, file);
    const text = Buffer.from(editedLine(columns, example, file));
    const newline = Buffer.from(bytes.includes("\r\n") ? "\r\n" : "\n");
    if (index === undefined) {
      const ended = bytes.at(-1) === 0x0a || bytes.at(-1) === 0x0d;
      return Buffer.concat([bytes, ...(ended ? [] : [newline]), text, newline]);
    }
    const record = records[index];
    if (record === undefined) throw new RangeError(`${file} has no example ${index}`);
    let end = record.end;
    while (end > record.start && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
    return Buffer.concat([bytes.subarray(0, record.start), text, bytes.subarray(end)]);
  },
};

function at(line: number): Position {
  return { line, column: 1 };
}

/** Metadata columns keep the order in which they came, behind the known ones. */
function rank(column: string): number {
  const known = ["id", "input", "expected", "tags", "split"].indexOf(column);
  return known === -1 ? knownColumns.length : known;
}

function editedLine(columns: readonly string[], example: Example, file: string): string {
  const { cells, faults } = toCells(example);
  const list = new FaultList();
  list.add(...faults);
  for (const name of cells.keys()) {
    if (columns.includes(name)) continue;
    const message = `example ${JSON.stringify(example.id)}: ${file} has no column ${JSON.stringify(name)}`;
    list.add(
      new InputError("not-representable", message, { hint: `add the column ${name}`, location: { file, line: 1 } }),
    );
  }
  list.throwIfAny();
  return csvLine(columns.map((name) => cells.get(name) ?? ""));
}

function wrongCount({ cells, line }: CsvRecord, expected: number, file: string): InputError {
  return new InputError("wrong-columns", `${cells.length} cells, but the header has ${expected} columns`, {
    hint: 'a cell with a comma or a line break in it is written "in quotes"',
    location: { file, line, column: 1 },
  });
}

function checkedColumns(header: CsvRecord | undefined, file: string): string[] {
  if (header === undefined) {
    throw new InputError("missing-column", "there is no header", {
      hint: "id,input,expected",
      location: { file, line: 1 },
    });
  }
  const columns = header.cells.map((name) => name.trim());
  const location = { file, line: header.line, column: 1 };
  const other = columns.length === 1 ? /[;\t|]/.exec(columns[0] ?? "")?.[0] : undefined;
  if (other !== undefined) {
    throw new InputError("wrong-delimiter", `the columns are separated by ${JSON.stringify(other)}, not by a comma`, {
      hint: `goldloop dataset import ${file}`,
      location,
    });
  }
  const faults = new FaultList();
  const add = (code: string, message: string) => faults.add(new InputError(code, message, { location }));
  const unknown = columns.filter((name) => !isKnownColumn(name));
  for (const name of unknown) {
    const near = nearest(
      name,
      ["id", "input", "expected", "tags", "split"].filter((known) => !columns.includes(known)),
    );
    const meant = near === undefined ? `; known: ${knownColumns.join(", ")}` : `; did you mean "${near}"?`;
    add("unknown-column", `unknown column ${JSON.stringify(name)}${meant}`);
  }
  for (const name of ["id", "input"]) {
    const misspelled = nearest(name, unknown) !== undefined;
    if (!columns.includes(name) && !misspelled) add("missing-column", `missing column "${name}"`);
  }
  for (const name of new Set(columns.filter((one, index) => columns.indexOf(one) !== index))) {
    add("duplicate-column", `duplicate column ${JSON.stringify(name)}`);
  }
  if (columns.includes("metadata.__proto__")) add("forbidden-key", 'the key "__proto__" is not allowed');
  faults.throwIfAny();
  return columns;
}

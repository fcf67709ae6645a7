import { CsvError, parse } from "csv-parse/sync";
import { checkUtf8 } from "../../document/index.ts";
import { InputError } from "../../error/index.ts";

/** A CSV record with the bytes it stands in, line end included. */
export interface CsvRecord {
  cells: string[];
  start: number;
  end: number;
  line: number;
}

/**
 * The records of a CSV file (RFC 4180, any line ends, byte order mark allowed, blank lines skipped).
 * Throws InputErrors `not-utf8` and `not-csv`.
 */
export function csvRecords(bytes: Buffer, file: string, delimiter = ","): CsvRecord[] {
  const bom = checkUtf8(bytes, file);
  const lineAt = lineCounter(bytes);
  const records: CsvRecord[] = [];
  let previous = bom;
  const keep = (cells: string[], end: number): null => {
    let start = previous;
    while (bytes[start] === 0x0a || bytes[start] === 0x0d) start += 1;
    previous = bom + end;
    records.push({ cells, start, end: previous, line: lineAt(start) });
    return null;
  };
  try {
    parse(bytes.subarray(bom), {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      on_record: (cells: string[], { bytes: end }) => keep(cells, end),
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const offset = typeof error["bytes"] === "number" ? error["bytes"] - 1 : 0;
    throw new InputError("not-csv", `not valid CSV: ${explanations[error.code] ?? error.message}`, {
      hint: 'a cell with a quote in it is written "like ""this"""',
      location: { file, line: lineAt(bom + offset) },
      cause: error,
    });
  }
  return records;
}

const explanations: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: "a quoted cell is not closed",
  CSV_INVALID_CLOSING_QUOTE: "text follows the closing quote of a cell",
  INVALID_OPENING_QUOTE: "a quote stands inside a cell that is not quoted",
};

/** The line of an offset, for offsets that only grow. */
function lineCounter(bytes: Buffer): (offset: number) => number {
  let line = 1;
  let counted = 0;
  return (offset) => {
    for (let at = bytes.indexOf(0x0a, counted); at !== -1 && at < offset; at = bytes.indexOf(0x0a, at + 1)) {
      line += 1;
      counted = at + 1;
    }
    return line;
  };
}

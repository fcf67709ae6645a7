import { checkUtf8, parseJsonText } from "../../document/index.ts";
import { InputError } from "../../error/index.ts";
import type { DatasetFormat } from "./format.ts";
import { inReadingOrder, jsonText } from "./json-text.ts";

const lineFeed = 0x0a;

/** One example a line. Blank lines are allowed; the file itself is the buffer. */
export const jsonl: DatasetFormat = {
  name: "jsonl",
  extensions: [".jsonl", ".ndjson"],

  read(bytes, file, faults, visit) {
    for (const { start, end, line } of lines(bytes, checkUtf8(bytes, file))) {
      const text = bytes.toString("utf8", start, end);
      const document = faults.collect(() => parseJsonText(text, file, { firstLine: line }));
      if (document !== undefined) visit({ ...document, start, end, line });
      else if (line === 1 && /^\s*[[{]\s*$/.test(text)) {
        throw new InputError("not-json-lines", "each line must hold a whole example, this one only opens one", {
          hint: `a JSON document is named .json: mv ${file} ${file.replace(/\.\w+$/, "")}.json`,
          location: { file, line },
        });
      }
    }
    return {
      buffer: bytes,
      locate: ({ start, end, line }, path, part) =>
        parseJsonText(bytes.toString("utf8", start, end), file, { firstLine: line }).positionOf(path, part),
    };
  },

  write(examples) {
    let text = "";
    for (const example of examples) text += `${jsonText(inReadingOrder(example))}\n`;
    return text;
  },

  edit(bytes, file, { index, example }) {
    const text = jsonText(inReadingOrder(example));
    const newline = bytes.includes("\r\n") ? "\r\n" : "\n";
    if (index === undefined) {
      const joint = bytes.length === 0 || bytes.at(-1) === lineFeed ? "" : newline;
      return Buffer.concat([bytes, Buffer.from(`${joint}${text}${newline}`)]);
    }
    const row = [...lines(bytes, checkUtf8(bytes, file))][index];
    if (row === undefined) throw new RangeError(`${file} has no example ${index}`);
    return Buffer.concat([bytes.subarray(0, row.start), Buffer.from(text), bytes.subarray(row.end)]);
  },
};

/** The lines that hold something, without their line ends. */
function* lines(bytes: Buffer, from: number): Generator<{ start: number; end: number; line: number }> {
  let line = 1;
  for (let start = from; start < bytes.length; line += 1) {
    const found = bytes.indexOf(lineFeed, start);
    const next = found === -1 ? bytes.length : found;
    const end = bytes[next - 1] === 0x0d && next > start ? next - 1 : next;
    if (!isBlank(bytes, start, end)) yield { start, end, line };
    start = next + 1;
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}

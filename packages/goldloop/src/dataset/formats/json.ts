import { type Node, parseTree } from "jsonc-parser";
import { decodeUtf8, parseJsonText } from "../../document/index.ts";
import type { Example } from "../example.ts";
import { documentRows } from "./document-rows.ts";
import type { DatasetFormat } from "./format.ts";
import { inReadingOrder, jsonText } from "./json-text.ts";

/** A JSON list of examples. */
export const json: DatasetFormat = {
  name: "json",
  extensions: [".json"],

  read: (bytes, file, faults, visit) =>
    documentRows(() => parseJsonText(decodeUtf8(bytes, file), file), file, faults, visit),

  write: (examples) => `${jsonText([...examples].map(inReadingOrder), 2)}\n`,

  edit(bytes, file, { index, example }) {
    const text = decodeUtf8(bytes, file);
    const list = parseTree(text);
    if (list?.children === undefined) throw new TypeError(`${file} is not a JSON list`);
    return Buffer.from(
      index === undefined ? append(text, list, example) : replace(text, list.children[index], example),
    );
  },
};

function replace(text: string, node: Node | undefined, example: Example): string {
  if (node === undefined) throw new RangeError("no such example");
  return text.slice(0, node.offset) + laidOut(text, node.offset, example) + text.slice(node.offset + node.length);
}

function append(text: string, list: Node, example: Example): string {
  const last = list.children?.at(-1);
  if (last === undefined) {
    const inside = list.offset + 1;
    const rest = text.slice(list.offset + list.length - 1);
    return `${text.slice(0, inside)}\n  ${jsonText(inReadingOrder(example), 2).replaceAll("\n", "\n  ")}\n${rest}`;
  }
  const end = last.offset + last.length;
  const margin = marginBefore(text, last.offset);
  const joint = margin === undefined ? ", " : `,${lineEnd(text)}${margin}`;
  return text.slice(0, end) + joint + laidOut(text, last.offset, example) + text.slice(end);
}

/** The example's text as its neighbours are written: indented where they stand on lines of their own. */
function laidOut(text: string, offset: number, example: Example): string {
  const margin = marginBefore(text, offset);
  if (margin === undefined) return jsonText(inReadingOrder(example));
  const unit = margin.startsWith("\t") ? 1 : margin.length;
  const pretty = jsonText(inReadingOrder(example), unit);
  const indented = margin.startsWith("\t")
    ? pretty.replaceAll(/^ +/gm, (spaces) => "\t".repeat(spaces.length))
    : pretty;
  return indented.replaceAll("\n", `${lineEnd(text)}${margin}`);
}

/** The white space between the start of the line and an offset; undefined when something else stands there. */
function marginBefore(text: string, offset: number): string | undefined {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^[ \t]+$/.test(line) ? line : undefined;
}

function lineEnd(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

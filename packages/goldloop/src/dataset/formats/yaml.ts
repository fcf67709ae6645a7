import { Document, isNode, isScalar, isSeq, type Node, parseDocument, visit, type YAMLSeq } from "yaml";
import { decodeUtf8, LineIndex, parseYamlText } from "../../document/index.ts";
import { InputError } from "../../error/index.ts";
import { documentRows } from "./document-rows.ts";
import type { DatasetFormat } from "./format.ts";
import { inReadingOrder, isWideFloat } from "./json-text.ts";

/** A YAML list of examples. */
export const yaml: DatasetFormat = {
  name: "yaml",
  extensions: [".yaml", ".yml"],

  read: (bytes, file, faults, visitRow) =>
    documentRows(() => parseYamlText(decodeUtf8(bytes, file), file), file, faults, visitRow),

  write: (examples) => yamlText([...examples].map(inReadingOrder)),

  edit(bytes, file, { index, example }) {
    const text = decodeUtf8(bytes, file);
    const list = parseDocument(text, { prettyErrors: false }).contents;
    if (list === null)
      return Buffer.concat([bytes, Buffer.from(`${endLine(text)}${yamlText([inReadingOrder(example)])}`)]);
    if (!isSeq(list) || list.flow === true) {
      throw new InputError("not-editable", "the list is written in one line ([...]); it cannot be edited in place", {
        hint: `goldloop dataset export ${file} --format jsonl`,
        location: { file },
      });
    }
    const value = yamlText(inReadingOrder(example));
    return Buffer.from(index === undefined ? append(text, list, value) : replace(text, list.items[index], value));
  },
};

function replace(text: string, item: unknown, value: string): string {
  const { start, end } = rangeOf(item);
  const written = indent(value, column(text, start));
  return text.slice(0, start) + (text[end - 1] === "\n" ? written : written.trimEnd()) + text.slice(end);
}

function append(text: string, list: YAMLSeq, value: string): string {
  const dash = column(text, rangeOf(list).start);
  const last = rangeOf(list.items.at(-1)).end;
  const lineEnd = text[last - 1] === "\n" ? last : text.indexOf("\n", last) + 1;
  const at = lineEnd === 0 ? text.length : lineEnd;
  const before = text.slice(0, at);
  return `${before}${endLine(before)}${" ".repeat(dash)}- ${indent(value, dash + 2)}${text.slice(at)}`;
}

function rangeOf(node: unknown): { start: number; end: number } {
  const range = isNode(node) ? node.range : undefined;
  if (range == null) throw new RangeError("no such example");
  return { start: range[0], end: range[1] };
}

function column(text: string, offset: number): number {
  return new LineIndex(text).at(offset).column - 1;
}

function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? "" : "\n";
}

/** Every line but the first, and but empty ones, moved to the right. */
function indent(text: string, width: number): string {
  return text.replaceAll(/\n(?=[^\n])/g, `\n${" ".repeat(width)}`);
}

/** YAML that reads back as the same JSON value. */
function yamlText(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node: Node) => {
      // Written as 1e20: the integer would be refused as beyond 2^53.
      if (isScalar(node) && isWideFloat(node.value)) node.format = "EXP";
    },
  });
  return document.toString({ lineWidth: 0 });
}

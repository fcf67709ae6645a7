import { applyEdits, modify, parseTree } from "jsonc-parser";
import { decodeUtf8, parseJsonText } from "../../document/index.ts";
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
    const indent = /\n([ \t]+)/.exec(text)?.[1] ?? "  ";
    const at = index ?? parseTree(text)?.children?.length ?? 0;
    const formattingOptions = {
      insertSpaces: !indent.startsWith("\t"),
      tabSize: indent.startsWith("\t") ? 1 : indent.length,
      eol: text.includes("\r\n") ? "\r\n" : "\n",
    };
    const edits = modify(text, [at], inReadingOrder(example), { isArrayInsertion: index === undefined, formattingOptions });
    return Buffer.from(applyEdits(text, edits));
  },
};

import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";
import { InputError, InputErrors } from "../error/index.ts";
import { isPlainJson, tooDeepAt } from "./json-check.ts";
import { findContentFaults, tooDeep } from "./json-content.ts";
import { findSyntaxFault, syntaxFaultOf, type TextFault } from "./json-syntax.ts";
import { LineIndex, type ParsedDocument, type Part, type Path, type Position } from "./position.ts";

/**
 * Parses strict JSON and refuses what JSON permits but nobody means: duplicate keys, integers beyond 2^53,
 * numbers beyond a double, lone surrogates, `__proto__`.
 * `firstLine` is the line at which the text starts in its file (for JSON lines).
 *
 * Throws an InputError, or InputErrors when there are several, with code `not-json`, `duplicate-key`, `unsafe-integer`,
 * `number-out-of-range`, `lone-surrogate`, `forbidden-key` or `too-deep`, at file:line:column.
 */
export function parseJsonText(text: string, file: string, options: { firstLine?: number } = {}): ParsedDocument {
  const firstLine = options.firstLine ?? 1;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const deep = tooDeepAt(text);
    const fault = deep === -1 ? (findSyntaxFault(text) ?? syntaxFaultOf(error)) : tooDeep(deep);
    throw raise([fault], text, file, firstLine);
  }
  if (!isPlainJson(text, value)) {
    const faults = findContentFaults(text, firstLine);
    if (faults.length > 0) throw raise(faults, text, file, firstLine);
  }
  return { value, positionOf: jsonPositions(text, firstLine) };
}

/** Looks up positions in JSON text; the text is parsed again, with offsets, at the first question. */
function jsonPositions(text: string, firstLine: number): (path: Path, part?: Part) => Position | undefined {
  let found: { root: Node | undefined; lines: LineIndex } | undefined;
  return (path, part = "value") => {
    const { root, lines } = (found ??= { root: parseTree(text), lines: new LineIndex(text, firstLine) });
    if (root === undefined) return undefined;
    for (let length = path.length; length >= 0; length -= 1) {
      const node = findNodeAtLocation(root, path.slice(0, length));
      if (node === undefined) continue;
      const key = node.parent?.type === "property" ? node.parent : undefined;
      return lines.at(part === "key" && length === path.length ? (key ?? node).offset : node.offset);
    }
    return undefined;
  };
}

function raise(faults: readonly TextFault[], text: string, file: string, firstLine: number): InputError {
  const lines = new LineIndex(text, firstLine);
  const errors = faults.map(
    ({ code, message, hint, offset }) =>
      new InputError(code, message, { hint, location: { file, ...lines.at(offset) } }),
  );
  const [only] = errors;
  return only !== undefined && errors.length === 1 ? only : new InputErrors(errors);
}

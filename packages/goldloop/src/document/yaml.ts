import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { InputError } from "../error/index.ts";
import { FaultList } from "./fault-list.ts";
import { maxDepth } from "./json-check.ts";
import { duplicateKey, loneSurrogate, numberFaults, protoKey, tooDeep } from "./json-content.ts";
import type { TextFault } from "./json-syntax.ts";
import { LineIndex, type ParsedDocument, type Part, type Path, type Position } from "./position.ts";

/** How often anchors may be repeated in total; more is an attack or an accident (`yaml` counts nested ones as products). */
const maxAliasCount = 100;

/**
 * Parses YAML 1.2 (core schema, one document, keys are strings) into what JSON can hold.
 * Refused beside syntax errors: duplicate keys, integers beyond 2^53, .inf and .nan, unknown tags,
 * merge keys (they are YAML 1.1), anchors that contain themselves or are repeated without measure.
 *
 * Throws an InputError, or InputErrors when there are several, with code `not-yaml`, `duplicate-key`, `unsafe-integer`,
 * `number-out-of-range`, `lone-surrogate`, `forbidden-key`, `merge-key`, `too-deep` or `too-many-aliases`.
 */
export function parseYamlText(text: string, file: string): ParsedDocument {
  const lines = new LineIndex(text);
  const document = parseDocument(text, {
    prettyErrors: false,
    version: "1.2",
    schema: "core",
    stringKeys: true,
    merge: false,
    resolveKnownTags: false,
  });
  const faults = new FaultList();
  const raise = (found: readonly TextFault[]) => {
    for (const { code, message, hint, offset } of found) {
      faults.add(new InputError(code, message, { hint, location: { file, ...lines.at(offset) } }));
    }
    faults.throwIfAny();
  };
  raise(syntaxFaults(document, lines));
  raise(contentFaults(document, text));
  return { value: toValue(document, file), positionOf: yamlPositions(document, lines) };
}

/** Duplicate keys all, of the others the first only: what a parser says after it is a guess. */
function syntaxFaults(document: Document.Parsed, lines: LineIndex): TextFault[] {
  const faults: TextFault[] = [];
  let broken = false;
  for (const error of [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0])) {
    if (error.code === "DUPLICATE_KEY") faults.push({ ...repeatedKey(document, error, lines), offset: error.pos[0] });
    else if (!broken) {
      broken = true;
      if (error.code === "RESOURCE_EXHAUSTION") return [tooDeep(error.pos[0])];
      faults.push({ code: "not-yaml", message: `not valid YAML: ${syntaxMessage(error)}`, offset: error.pos[0] });
    }
  }
  return faults;
}

function syntaxMessage(error: YAMLError): string {
  if (error.code === "MULTIPLE_DOCS") return "one document is expected, a second one starts here";
  if (error.code === "NON_STRING_KEY") return "a key must be a string";
  return error.message.replace(/\s*\n[\s\S]*$/, "");
}

function repeatedKey(document: Document.Parsed, error: YAMLError, lines: LineIndex): Omit<TextFault, "offset"> {
  let name = "";
  let first = error.pos[0];
  visit(document, {
    Map: (_, map) => {
      const again = map.items.find((pair) => startOf(pair.key) === error.pos[0]);
      if (again === undefined || !isScalar(again.key)) return undefined;
      name = String(again.key.value);
      first = startOf(map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === name)?.key) ?? first;
      return visit.BREAK;
    },
  });
  return duplicateKey(name, lines.at(first));
}

/** What YAML permits and JSON cannot hold, or a golden file does not. */
function contentFaults(document: Document.Parsed, text: string): TextFault[] {
  const faults: TextFault[] = [];
  visit(document, {
    Scalar: (key, node) => {
      const offset = startOf(node) ?? 0;
      const { value } = node;
      if (typeof value === "string" && !value.isWellFormed()) faults.push({ ...loneSurrogate, offset });
      if (key === "key" && value === "__proto__") faults.push({ ...protoKey, offset });
      if (key === "key" && value === "<<" && node.type === "PLAIN") faults.push({ ...mergeKey, offset });
      if (typeof value === "number") faults.push(...yamlNumberFaults(node.source ?? String(value), value, offset));
    },
    Alias: (_, node, ancestors) => {
      const target = node.resolve(document);
      const known = target !== undefined;
      if (known && !ancestors.includes(target)) return;
      const what = known
        ? `the anchor ${node.source} contains itself`
        : `there is no anchor ${node.source} before this`;
      faults.push({ code: "not-yaml", message: `not valid YAML: ${what}`, offset: startOf(node) ?? 0 });
    },
    Collection: (_, node, ancestors) => {
      if (ancestors.filter((ancestor) => isCollection(ancestor)).length < maxDepth) return undefined;
      faults.push(tooDeep(startOf(node) ?? text.length));
      return visit.BREAK;
    },
  });
  return faults;
}

const mergeKey: Omit<TextFault, "offset"> = {
  code: "merge-key",
  message: 'the merge key "<<" is YAML 1.1 and does nothing in YAML 1.2',
  hint: "write the keys out, or give the whole value an anchor",
};

function yamlNumberFaults(written: string, value: number, offset: number): TextFault[] {
  if (!/\d/.test(written)) return [{ code: "not-yaml", message: `${written} is not a value that JSON has`, offset }];
  return numberFaults(written, value, offset);
}

function toValue(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const hint = "write the values out instead of repeating anchors";
    throw new InputError("too-many-aliases", "anchors are repeated too often", {
      hint,
      location: { file },
      cause: error,
    });
  }
}

function yamlPositions(document: Document.Parsed, lines: LineIndex): (path: Path, part?: Part) => Position | undefined {
  return (path, part = "value") => {
    let node: Node | null = document.contents;
    let offset = startOf(node) ?? 0;
    for (const [index, step] of path.entries()) {
      if (isAlias(node)) node = node.resolve(document) ?? null;
      if (isSeq(node) && typeof step === "number") {
        const item: unknown = node.items[step];
        if (!isNode(item)) break;
        node = item;
        offset = startOf(node) ?? offset;
      } else if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
        if (pair === undefined) break;
        const last = index === path.length - 1;
        node = isNode(pair.value) ? pair.value : null;
        offset = (last && part === "key" ? undefined : startOf(node)) ?? startOf(pair.key) ?? offset;
      } else break;
    }
    return lines.at(offset);
  };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

import { visit } from "jsonc-parser";
import type { TextFault } from "./json-syntax.ts";
import { isSafeNumber, maxDepth, tooDeepAt } from "./json-check.ts";
import { LineIndex } from "./position.ts";

/** The faults that JSON syntax permits and a golden file does not. Every one, in the order of the text. */
export function findContentFaults(text: string, firstLine: number): TextFault[] {
  const deep = tooDeepAt(text);
  if (deep !== -1) return [tooDeep(deep)];
  const faults: TextFault[] = [];
  const lines = new LineIndex(text, firstLine);
  const open: Map<string, number>[] = [];
  const checkString = (value: string, offset: number) => {
    if (!value.isWellFormed()) faults.push({ ...loneSurrogate, offset });
  };
  visit(text, {
    onObjectBegin: () => void open.push(new Map()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (key, offset) => {
      checkString(key, offset);
      const seen = open.at(-1);
      const first = seen?.get(key);
      if (first === undefined) seen?.set(key, offset);
      else faults.push({ ...duplicateKey(key, lines.at(first)), offset });
      if (key === "__proto__") faults.push({ ...protoKey, offset });
    },
    onLiteralValue: (value: unknown, offset, length) => {
      if (typeof value === "string") checkString(value, offset);
      if (typeof value === "number") faults.push(...numberFaults(text.slice(offset, offset + length), value, offset));
    },
  });
  return faults;
}

/** The key of an object for the second time. */
export function duplicateKey(key: string, first: { line: number; column: number }): Omit<TextFault, "offset"> {
  return {
    code: "duplicate-key",
    message: `duplicate key ${JSON.stringify(key)}, first at ${first.line}:${first.column}`,
    hint: "remove one of them",
  };
}

export const loneSurrogate: Omit<TextFault, "offset"> = {
  code: "lone-surrogate",
  message: "half of a surrogate pair is not a character; it has no canonical form",
  hint: String.raw`write both halves (\ud83d\ude00) or \ufffd`,
};

/** Assigning this key changes an object's prototype in JavaScript instead of adding a member. */
export const protoKey: Omit<TextFault, "offset"> = {
  code: "forbidden-key",
  message: 'the key "__proto__" is not allowed',
};

/** Nesting beyond what later walks can bear. */
export function tooDeep(offset: number): TextFault {
  return { code: "too-deep", message: `more than ${maxDepth} lists and objects inside each other`, offset };
}

/** What is wrong with a number, given as it was written. Floats beyond 2^53 (1e21) are fine, integers are not. */
export function numberFaults(written: string, value: number, offset: number): TextFault[] {
  if (isSafeNumber(value)) return [];
  const hint = `write it as a string: ${JSON.stringify(written)}`;
  if (!Number.isFinite(value)) {
    return [{ code: "number-out-of-range", message: `${written} is beyond the range of a double`, hint, offset }];
  }
  if (/[.eE]/.test(written)) return [];
  return [
    { code: "unsafe-integer", message: `the integer ${written} is beyond 2^53 and would lose digits`, hint, offset },
  ];
}

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatLocation, InputError, InputErrors } from "../error/index.ts";
import { parseJsonText } from "./json.ts";
import { isPlainJson } from "./json-check.ts";
import { findContentFaults } from "./json-content.ts";
import { LineIndex } from "./position.ts";

/** `line:column code message`, one line a fault. */
function faultsOf(text: string, firstLine?: number): string[] {
  try {
    parseJsonText(text, "f", firstLine === undefined ? {} : { firstLine });
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const errors = error instanceof InputErrors ? error.errors : [error];
    return errors.map((one) => `${formatLocation(one.location ?? { file: "?" })} ${one.code} ${one.message}`);
  }
}

describe("parseJsonText refuses what is not JSON, at its place", () => {
  it.each([
    ["", "f:1:1 not-json not valid JSON: there is nothing here"],
    ["  \n ", "f:2:2 not-json not valid JSON: there is nothing here"],
    ['{"a":1', "f:1:7 not-json not valid JSON: the text ends too early"],
    ['{"a":1,}', 'f:1:8 not-json not valid JSON: a comma stands before "}"'],
    ["[1,2,]", 'f:1:6 not-json not valid JSON: a comma stands before "]"'],
    ['{"a":1 "b":2}', 'f:1:8 not-json not valid JSON: a comma is missing before "\\"b\\""'],
    ['{"a" 1}', "f:1:6 not-json not valid JSON: a colon is missing after the key"],
    ["{a:1}", 'f:1:2 not-json not valid JSON: unexpected "a"'],
    ["{'a':1}", "f:1:2 not-json not valid JSON: strings and keys stand in double quotes"],
    ['{"a":NaN}', "f:1:6 not-json not valid JSON: NaN is not JSON"],
    ['{"a":None}', "f:1:6 not-json not valid JSON: None is not JSON"],
    ['{"a":1} // why', "f:1:9 not-json not valid JSON: comments are not allowed"],
    ['{"a":1}{"b":2}', 'f:1:8 not-json not valid JSON: unexpected "{" after the end of the value'],
    ['{"a":"b}', "f:1:6 not-json not valid JSON: a string is not closed"],
    ['{"a":"\\x"}', "f:1:6 not-json not valid JSON: unknown escape in a string"],
    ['{"a":"\\u12"}', "f:1:6 not-json not valid JSON: \\u needs four hex digits"],
    ['{"a":"tab\there"}', "f:1:6 not-json not valid JSON: a control character in a string must be escaped"],
    ["[01]", 'f:1:3 not-json not valid JSON: a comma is missing before "1"'],
    ['{\n  "a": 1,\n  "b": tru\n}', 'f:3:8 not-json not valid JSON: unexpected "tru"'],
  ])("%j", (text, message) => {
    expect(faultsOf(text)).toEqual([message]);
  });

  it("by V8's own message where the lenient parser sees nothing", () => {
    expect(faultsOf('{"a":\u00a01}')).toEqual([expect.stringMatching(/^f:1:6 not-json not valid JSON: /)]);
  });
});

describe("parseJsonText refuses what JSON permits and nobody means", () => {
  it.each([
    ['{"a":1,"a":2}', ['f:1:8 duplicate-key duplicate key "a", first at 1:2']],
    ['{"x":{"a":1,"\\u0061":2}}', ['f:1:13 duplicate-key duplicate key "a", first at 1:7']],
    ['[{"a":1},{"a":2}]', []],
    [
      '{\n"a":1,\n"b":[{"c":1,"c":2}],\n"a":9007199254740993}',
      [
        'f:3:13 duplicate-key duplicate key "c", first at 3:7',
        'f:4:1 duplicate-key duplicate key "a", first at 2:1',
        "f:4:5 unsafe-integer the integer 9007199254740993 is beyond 2^53 and would lose digits",
      ],
    ],
    ["9007199254740991", []],
    ["9007199254740992", ["f:1:1 unsafe-integer the integer 9007199254740992 is beyond 2^53 and would lose digits"]],
    ["-9007199254740993", ["f:1:1 unsafe-integer the integer -9007199254740993 is beyond 2^53 and would lose digits"]],
    ["[1e21, 1E400]", ["f:1:8 number-out-of-range 1E400 is beyond the range of a double"]],
    ["[1e21, 1.5e300, 9007199254740993.5, 1e-400, -0]", []],
    ['"\\ud83d\\ude00"', []],
    ['["\\ud83d"]', ["f:1:2 lone-surrogate half of a surrogate pair is not a character; it has no canonical form"]],
    ['{"\\ude00":1}', ["f:1:2 lone-surrogate half of a surrogate pair is not a character; it has no canonical form"]],
    ['"\ud83d"', ["f:1:1 lone-surrogate half of a surrogate pair is not a character; it has no canonical form"]],
    ['{"__proto__":{"admin":true}}', ['f:1:2 forbidden-key the key "__proto__" is not allowed']],
    ["[".repeat(500) + "]".repeat(500), []],
    ["[".repeat(501) + "]".repeat(501), ["f:1:501 too-deep more than 500 lists and objects inside each other"]],
    ["[".repeat(100_000), ["f:1:501 too-deep more than 500 lists and objects inside each other"]],
  ])("%.60j", (text, messages) => {
    expect(faultsOf(text)).toEqual(messages);
  });

  it("and says how to write the number", () => {
    expect(() => parseJsonText("[9007199254740993]", "f")).toThrow(
      expect.objectContaining({ hint: 'write it as a string: "9007199254740993"' }),
    );
  });
});

it("counts lines from firstLine", () => {
  expect(faultsOf('{"a":1,"a":2}', 41)).toEqual(['f:41:8 duplicate-key duplicate key "a", first at 41:2']);
});

it("accepts every JSON value and returns it as it is", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, "\t"), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      fc.pre(text.isWellFormed() && findContentFaults(text, 1).length === 0);
      expect(parseJsonText(text, "f").value).toEqual(JSON.parse(text));
    }),
  );
});

it("the quick check never passes a text in which the thorough one finds a fault", () => {
  const key = fc.constantFrom("a", "b", "\\u0061", 'a\\"b', ":", "__proto__");
  const leaf = fc.constantFrom("1", "9007199254740993", "1e999", '"x:y"', '"{\\"a\\":1}"', '"\\ud800"', "null");
  const { node } = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("node"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
      fc
        .array(fc.tuple(key, tie("node")), { maxLength: 4 })
        .map((members) => `{${members.map(([k, v]) => `"${k}" : ${v}`).join(",")}}`),
    ),
  }));
  fc.assert(
    fc.property(node, (text) => {
      expect(isPlainJson(text, JSON.parse(text))).toBe(findContentFaults(text, 1).length === 0);
    }),
    { numRuns: 500 },
  );
});

describe("positionOf", () => {
  const text = '{\n  "id": "a",\n  "tags": ["x",\n    "y"]\n}';
  const { positionOf } = parseJsonText(text, "f", { firstLine: 10 });

  it.each([
    [[], undefined, 10, 1],
    [["id"], undefined, 11, 9],
    [["id"], "key", 11, 3],
    [["tags", 1], undefined, 13, 5],
    [["tags", 1], "key", 13, 5],
    [["tags", 7], undefined, 12, 11],
    [["none", "deeper"], "key", 10, 1],
  ] as const)("%j (%s) is %i:%i", (path, part, line, column) => {
    expect(positionOf(path, part)).toEqual({ line, column });
  });

  it("points at the text of the value, for every member of every object", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), (object) => {
        const pretty = JSON.stringify(object, null, 2);
        fc.pre(findContentFaults(pretty, 1).length === 0);
        const lines = pretty.split("\n");
        const positions = parseJsonText(pretty, "f").positionOf;
        for (const [key, value] of Object.entries(object)) {
          const at = positions([key]) ?? { line: 0, column: 0 };
          const rest = [lines[at.line - 1]?.slice(at.column - 1), ...lines.slice(at.line)].join("\n");
          const written = JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
          expect(rest.startsWith(written)).toBe(true);
        }
      }),
    );
  });
});

it("LineIndex counts columns in UTF-16 code units", () => {
  const lines = new LineIndex("a😀b\n\nc");
  expect([0, 1, 3, 4, 5, 6].map((offset) => lines.at(offset))).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 2 },
    { line: 1, column: 4 },
    { line: 1, column: 5 },
    { line: 2, column: 1 },
    { line: 3, column: 1 },
  ]);
});

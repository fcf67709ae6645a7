import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { formatLocation, InputError, InputErrors } from "../error/index.ts";
import { isPlainJson } from "./json-check.ts";
import { parseYamlText } from "./yaml.ts";

function faultsOf(text: string): string[] {
  try {
    parseYamlText(text, "f");
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const errors = error instanceof InputErrors ? error.errors : [error];
    return errors.map((one) => `${formatLocation(one.location ?? { file: "?" })} ${one.code} ${one.message}`);
  }
}

describe("parseYamlText refuses", () => {
  it.each([
    ["a: b: c", ["f:1:4 not-yaml not valid YAML: Nested mappings are not allowed in compact mappings"]],
    ["a:\n\t- b", ["f:2:1 not-yaml not valid YAML: Tabs are not allowed as indentation"]],
    ["a: 1\n---\nb: 2", ["f:2:1 not-yaml not valid YAML: one document is expected, a second one starts here"]],
    ["? [a]\n: 1", ["f:1:3 not-yaml not valid YAML: a key must be a string"]],
    ["a: !env X", ["f:1:4 not-yaml not valid YAML: Unresolved tag: !env"]],
    ["a: !!binary aGk=", ["f:1:4 not-yaml not valid YAML: Unresolved tag: tag:yaml.org,2002:binary"]],
    ["a: *x", ["f:1:4 not-yaml not valid YAML: there is no anchor x before this"]],
    ["a: &x [1, *x]", ["f:1:11 not-yaml not valid YAML: the anchor x contains itself"]],
    [
      "a: .inf\nb: .NaN",
      ["f:1:4 not-yaml .inf is not a value that JSON has", "f:2:4 not-yaml .NaN is not a value that JSON has"],
    ],
    [
      "a: 1\nb:\n  c: 1\n  c: 2\na: 3",
      ['f:4:3 duplicate-key duplicate key "c", first at 3:3', 'f:5:1 duplicate-key duplicate key "a", first at 1:1'],
    ],
    ['1: x\n"1": y', ['f:2:1 duplicate-key duplicate key "1", first at 1:1']],
    ["a: 9007199254740993", ["f:1:4 unsafe-integer the integer 9007199254740993 is beyond 2^53 and would lose digits"]],
    [
      "a: 0xFFFFFFFFFFFFFFF",
      ["f:1:4 unsafe-integer the integer 0xFFFFFFFFFFFFFFF is beyond 2^53 and would lose digits"],
    ],
    ["a: 1e400", ["f:1:4 number-out-of-range 1e400 is beyond the range of a double"]],
    ['a: "\\ud800"', ["f:1:4 lone-surrogate half of a surrogate pair is not a character; it has no canonical form"]],
    ["__proto__: 1", ['f:1:1 forbidden-key the key "__proto__" is not allowed']],
    ["x: &x {a: 1}\ny:\n  <<: *x", ['f:3:3 merge-key the merge key "<<" is YAML 1.1 and does nothing in YAML 1.2']],
    [
      `a: &a [1]\n${Array.from({ length: 101 }, (_, i) => `b${i}: *a`).join("\n")}`,
      ["f too-many-aliases anchors are repeated too often"],
    ],
    ["[".repeat(501) + "]".repeat(501), ["f:1:501 too-deep more than 500 lists and objects inside each other"]],
  ])("%.50j", (text, messages) => {
    expect(faultsOf(text)).toEqual(messages);
  });

  it("a nesting that would exhaust the stack", () => {
    expect(faultsOf("[".repeat(50_000))).toEqual([expect.stringMatching(/^f:1:\d+ too-deep /)]);
  });
});

it("reads the YAML 1.2 core schema: no and dates are strings, 0o17 is octal", () => {
  const text = "a: no\nb: 2026-11-01\nc: 0o17\nd: ~\ne:\nf: true\ng: 1_000\nh: 1.50\ni: !!str 3\n%: x";
  expect(parseYamlText(text.replace("%", "pct"), "f").value).toEqual({
    a: "no",
    b: "2026-11-01",
    c: 15,
    d: null,
    e: null,
    f: true,
    g: "1_000",
    h: 1.5,
    i: "3",
    pct: "x",
  });
});

it("a YAML 1.1 directive does not bring back yes and no", () => {
  expect(parseYamlText("%YAML 1.1\n---\na: yes", "f").value).toEqual({ a: "yes" });
});

it("an empty file is null", () => {
  expect(parseYamlText("# nothing yet\n", "f").value).toBe(null);
});

it("reads back every JSON value that the yaml library writes", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = stringify(value);
      fc.pre(isPlainJson(JSON.stringify(value), value));
      expect(JSON.stringify(parseYamlText(text, "f").value)).toBe(JSON.stringify(value));
    }),
  );
});

describe("positionOf", () => {
  const text = "version: 1\nshared: &s\n  tags: [a, b]\nsuites:\n  one:\n    use: *s\n    empty:\n";
  const { positionOf } = parseYamlText(text, "f");

  it.each([
    [[], undefined, 1, 1],
    [["version"], undefined, 1, 10],
    [["version"], "key", 1, 1],
    [["shared", "tags", 1], undefined, 3, 13],
    [["suites", "one", "use", "tags", 0], undefined, 3, 10],
    [["suites", "one", "empty"], "key", 7, 5],
    [["suites", "one", "none"], "key", 6, 5],
    [["suites", "two", "deeper"], undefined, 5, 3],
  ] as const)("%j (%s) is %i:%i", (path, part, line, column) => {
    expect(positionOf(path, part)).toEqual({ line, column });
  });
});

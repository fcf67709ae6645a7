import { describe, expect, test } from "vitest";
import { mentions, preambleOf } from "./statement.ts";

describe("what is set before a statement", () => {
  test.each([
    [{}, {}, ""],
    [{ max_threads: 2, log_comment: "it's" }, {}, "SET max_threads = 2, log_comment = 'it\\'s'; "],
    [{}, { a: "x" }, "SET param_a = 'x'; "],
    [{}, { a: "'; DROP TABLE spans; --" }, "SET param_a = '\\\\\\'; DROP TABLE spans; --'; "],
    [{}, { a: "\t\n\\N" }, "SET param_a = '\\\\t\\\\n\\\\\\\\N'; "],
    [{}, { a: null, b: true, c: 1.5 }, "SET param_a = '\\\\N', param_b = '1', param_c = '1.5'; "],
    [{}, { a: ["x'", "y"], b: [1, 2] }, "SET param_a = '[\\'x\\\\\\'\\',\\'y\\']', param_b = '[1,2]'; "],
  ])("settings %j and parameters %j", (settings, parameters, sql) => {
    expect(preambleOf(settings, parameters)).toBe(sql);
  });

  test("a name that is no identifier is refused", () => {
    expect(() => preambleOf({}, { "a = 1; x": "" })).toThrow(TypeError);
  });

  test("a value that is none of a parameter's kinds is refused", () => {
    expect(() => preambleOf({}, { a: { b: 1 } })).toThrow(TypeError);
  });
});

test.each([
  ["SELECT {a:String}", true],
  ["SELECT { a : Array(String)}", true],
  ["SELECT {ab:String}", false],
  ["SELECT a", false],
])("%s reads the parameter a: %j", (sql, reads) => expect(mentions(sql, "a")).toBe(reads));

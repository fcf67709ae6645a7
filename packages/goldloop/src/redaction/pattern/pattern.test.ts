import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { patternDetector } from "./detector.ts";

function found(pattern: string | RegExp, text: string): string[] {
  const finds: string[] = [];
  patternDetector({ kind: "own", pattern }).scan(text, (_kind, start, end) => finds.push(text.slice(start, end)));
  return finds;
}

const atom = fc.constantFrom("a", "b", "c", "[ab]", "[^a]", "\\d", "\\w", ".", "\\.", "[a-c-]", "\\x62", "[\\d_]");
const quantifier = fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "+?");
const { node } = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    fc.tuple(atom, quantifier).map((t) => t.join("")),
    fc.tuple(tie("node"), tie("node")).map((t) => t.join("")),
    fc.tuple(tie("node"), tie("node"), quantifier).map(([a, b, q]) => `(?:${a}|${b})${q}`),
  ),
}));

describe("patternDetector", () => {
  test.each<[string | RegExp, string, string[]]>([
    ["EMP-\\d{6}", "EMP-123456, EMP-12345", ["EMP-123456"]],
    [/\bacme-[a-z0-9]{4,12}\b/i, "ACME-x9y8 xacme-x9y8", ["ACME-x9y8"]],
    ["^ab+", "abbab", ["abb"]],
    ["b+$", "bbabb", ["bb"]],
    ["a|ab|abc", "abcd", ["abc"]],
    ["(?<year>\\d{4})-(?:0\\d|1[0-2])", "2026-11 2026-13", ["2026-11"]],
    ["[^\\s@]+@corp", "x ana@corp y", ["ana@corp"]],
    ["[\\u00e0-\\u00ff]+", "déjà", ["é", "à"]],
    ["a{0,2}b", "aaab", ["aab"]],
    ["\\$\\d+", "$12 and 13", ["$12"]],
    ["(a|b)(c|d)\\b", "ac bd adx", ["ac", "bd"]],
  ])("%s in %j", (pattern, text, values) => {
    expect(found(pattern, text)).toEqual(values);
  });

  test.each([
    "(?=a)b",
    "(?<!a)b",
    "(a)\\1",
    "\\p{L}",
    "a**",
    "a(",
    "a)",
    "[a",
    "[z-a]",
    "a{3,2}",
    "*a",
    "a^b",
    "^a|b",
    "a\\",
    "\\u12",
    "a*",
    "(a?)*",
    "",
    "a{2000}",
    "((a{1000}){1000})",
    "[😀]",
  ])("%j is refused", (pattern) => {
    expect(() => patternDetector({ kind: "own", pattern })).toThrow();
  });
  test("flags that change the meaning are refused", () => {
    expect(() => patternDetector({ kind: "own", pattern: /a/s })).toThrow("flags s");
  });

  test("it finds a match exactly where the engine of the language does", () => {
    fc.assert(
      fc.property(
        node,
        fc.string({ unit: fc.constantFrom("a", "b", "c", "1", ".", "-", "\n"), maxLength: 24 }),
        (source, text) => {
          fc.pre(!new RegExp(`^(?:${source})$`).test(""));
          let first = -1;
          let end = -1;
          patternDetector({ kind: "own", pattern: source }).scan(text, (_kind, from, to) => {
            if (first === -1) [first, end] = [from, to];
          });
          expect(first).toBe(text.search(new RegExp(source)));
          if (first === -1) return;
          expect(text.slice(first, end)).toMatch(new RegExp(`^(?:${source})$`));
          // The longest: no longer piece of the text matches from there.
          for (let to = end + 1; to <= text.length; to++)
            expect(text.slice(first, to)).not.toMatch(new RegExp(`^(?:${source})$`));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("patterns that stop a backtracking engine take linear time", () => {
    const text = "a".repeat(50_000);
    for (const pattern of ["(a+)+b", "(a|a)*b", "(?:a|aa)+b", "a+a+a+b", "(a?){30}a{30}b"])
      expect(found(pattern, text)).toEqual([]);
  });
});

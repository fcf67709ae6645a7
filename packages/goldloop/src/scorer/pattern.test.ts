import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../error/index.ts";
import { compilePattern } from "./pattern.ts";
import { patternCost, worstCaseBits } from "./worst-case.ts";

describe("compilePattern", () => {
  it("finds the first and the last match, with groups", () => {
    const pattern = compilePattern("A:\\s*(.*)");
    expect(pattern.first("A: 4\nA: 18")).toEqual(["A: 4", "4"]);
    expect(pattern.last("A: 4\nA: 18")).toEqual(["A: 18", "18"]);
    expect(pattern.last("no answer")).toBeUndefined();
  });

  it("remembers nothing between two texts", () => {
    const pattern = compilePattern("a", "i");
    expect([pattern.first("xA"), pattern.first("a"), pattern.first("a")].map((match) => match?.[0])).toEqual([
      "A",
      "a",
      "a",
    ]);
  });

  it("ends on patterns that match the empty text", () => {
    expect(compilePattern("x*").last("axx")).toEqual(["xx"]);
    expect(compilePattern("(?:x*)*").last("axx")).toEqual(["xx"]);
    expect(compilePattern("y*").last("axx")).toEqual([""]);
  });

  it("refuses what is no pattern, and turns inline flags into the hint", () => {
    expect(() => compilePattern("(")).toThrow(InputError);
    expect(() => compilePattern("(?i)refund")).toThrow(
      expect.objectContaining({ code: "bad-pattern", hint: "{ pattern: 'refund', flags: i }" }),
    );
  });

  it("gives up on catastrophic backtracking after a second instead of hanging", () => {
    const text = `${"a".repeat(64)}!`;
    expect(() => compilePattern("^(a+)+$").first(text)).toThrow(/took more than 1000 ms on a text of 65 characters/);
    expect(compilePattern("^(a+)+!$").first(text)?.[0]).toBe(text);
  });

  it("matches what the plain engine matches, guarded or not", () => {
    const sources = ["a+", "(a|b)*c", "(a+b)+", "[ab]{2,3}", "(?<x>b)a?", "^$", "\\w+\\s\\w+"];
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.string({ unit: fc.constantFrom("a", "b", "c", " "), maxLength: 20 }),
        (source, text) => {
          const pattern = compilePattern(source);
          const all = [...text.matchAll(new RegExp(source, "g"))].map((match) => [...match]);
          expect(pattern.first(text)).toEqual(all[0]);
          expect(pattern.last(text)).toEqual(all.findLast(([match]) => match !== "") ?? all[0]);
        },
      ),
    );
  });
});

describe("worstCaseBits", () => {
  it.each(["(a+)+", "(a|ab)*", "(a*)*", "(?:a?){30}", "((a)|b)+", "(x[)]+)+"])("%s can explode", (source) => {
    expect(worstCaseBits(patternCost(source), 10)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each(["A:\\s*(.*)", "^[a-z]+$", "\\d{4}-\\d{2}", "(abc)+", "[(a+)+]", "\\(a+\\)+", "(?:a|b)", "order #\\d+"])(
    "%s stays below 2^30 steps on 500 characters",
    (source) => {
      expect(worstCaseBits(patternCost(source), 500)).toBeLessThan(30);
    },
  );

  it("counts optional parts, so that many of them are no way around it", () => {
    expect(worstCaseBits(patternCost("a?".repeat(40)), 10)).toBeGreaterThan(40);
  });
});

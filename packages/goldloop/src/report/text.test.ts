import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../digest/index.ts";
import { dollars, duration, percent, runTitle, scoreFigure } from "./figures.ts";
import { inertLine } from "./inert.ts";
import { code } from "./markdown-text.ts";
import { fromDifference, valueLine } from "./value-line.ts";
import { cutTo, padTo, widthOf } from "./width.ts";

const score = {
  n: 250,
  passed: 247,
  passRate: 0.988,
  mean: 0.988,
  interval: [0.936, 0.998] as [number, number],
  standardError: 0.01,
  errors: 0,
  skipped: 0,
  passAll: [],
  passAny: [],
};

describe("figures", () => {
  test("rates and means with their intervals", () => {
    expect(scoreFigure(score)).toBe("98.8% [93.6, 99.8]");
    expect(scoreFigure({ ...score, passRate: 1, interval: [0.985, 1] })).toBe("100% [98.5, 100]");
    expect(scoreFigure({ ...score, passRate: null, mean: 0.91, interval: [0.88, 0.94] })).toBe("0.91 [0.88, 0.94]");
    expect(scoreFigure({ ...score, n: 0 })).toBe("nothing scored");
  });
  test("a rate is 100% or 0% only when it is", () => {
    expect([0, 0.0001, 0.39, 0.5625, 0.9999, 1].map(percent)).toEqual([
      "0%",
      "0.1%",
      "39.0%",
      "56.3%",
      "99.9%",
      "100%",
    ]);
  });
  test("durations and money in units that people read", () => {
    expect([0.4, 7, 812, 1_240, 41_000, 65_000, 7_380_000].map(duration)).toEqual([
      "0.4 ms",
      "7 ms",
      "812 ms",
      "1.2 s",
      "41 s",
      "1 min 5 s",
      "2 h 3 min",
    ]);
    expect([0, 1e-9, 0.0012, 0.002, 0.38, 1204.5].map(dollars)).toEqual([
      "$0",
      "<$0.000001",
      "$0.0012",
      "$0.0020",
      "$0.38",
      "$1,204.50",
    ]);
  });
  test("what was selected stands behind the suite", () => {
    const selection = {
      filter: ["a", "b"],
      split: "smoke",
      tags: ["x"],
      limit: 5,
      shard: { index: 1, count: 4 },
      narrowed: true,
      partial: true,
    };
    expect(runTitle({ suite: "support", target: "gpt-4.1", selection })).toBe(
      "support / gpt-4.1 (smoke, a, b, 3 more)",
    );
  });
});

describe("valueLine", () => {
  test.each<[Json, string]>([
    ["two\n lines\t", "two lines"],
    [{ name: "startRefund", arguments: { orderId: "8812", full: true } }, 'startRefund(orderId: "8812", full: true)'],
    [
      [
        { name: "a", args: {} },
        { name: "b", arguments: null },
      ],
      "a(), b()",
    ],
    [{ answer: "Done.", toolCalls: [{ name: "a", arguments: { x: 1 } }] }, "a(x: 1): Done."],
    [
      {
        messages: [
          { role: "system", content: "s" },
          { role: "user", content: "hi" },
        ],
      },
      "hi",
    ],
    [{ turns: ["one", { content: "two" }] }, "one / two"],
    [{ a: [1, null] }, '{"a":[1,null]}'],
    [[1, 2], "[1,2]"],
    [null, "null"],
  ])("%j", (value, line) => {
    expect(valueLine(value)).toBe(line);
  });
});

describe("texts of others", () => {
  test("become one line that does nothing to the terminal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const line = inertLine(text);
        // oxlint-disable-next-line no-control-regex
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
        expect(line.isWellFormed()).toBe(true);
      }),
    );
    expect(inertLine("a\u001b[31mb")).toBe("a␛[31mb");
  });
  test("are cut to columns, wide characters counted twice", () => {
    expect(cutTo("日本語テキスト", 7)).toBe("日本語…");
    expect(widthOf("日本e\u0301")).toBe(5);
    expect(padTo("日", 4)).toBe("日  ");
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.oneof(
            fc.constantFrom("日", "a", "é", "🎉", " "),
            fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
          ),
        }),
        fc.integer({ min: 2, max: 40 }),
        (text, columns) => {
          const cut = cutTo(text, columns);
          expect(widthOf(cut)).toBeLessThanOrEqual(columns);
          if (widthOf(text) <= columns) expect(cut).toBe(text);
        },
      ),
    );
  });
  test("are never cut where they do not differ", () => {
    expect(fromDifference("same", "same", 40)).toEqual(["same", "same"]);
    const long = "x".repeat(100);
    expect(fromDifference(`${long}a`, `${long}b`, 60)).toEqual([`…${"x".repeat(30)}a`, `…${"x".repeat(30)}b`]);
    expect(fromDifference(long, `${long}b`, 60)).toEqual([long, `${long}b`]);
  });
  test("stay in their code span, whatever back-ticks they hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("`", "a", " ", "<"), minLength: 1 }), (text) => {
        const span = code(text);
        const fence = /^`+/.exec(text.startsWith("`") ? span.slice(0, span.indexOf(" ")) : span)?.[0] ?? "";
        const inner = span.slice(fence.length, -fence.length);
        expect(inner.trim()).toBe(text.trim());
        expect((inner.match(/`+/g) ?? []).every((run) => run.length < fence.length)).toBe(true);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countText, durationText, figureText, noFigure, shareText, usdText } from "./figure-text.ts";

describe("figures as pages write them", () => {
  test.each([
    [0, "0 ms"],
    [0.42, "0.42 ms"],
    [9.96, "10 ms"],
    [812.4, "812 ms"],
    [999.7, "1 s"],
    [1240, "1.24 s"],
    [59_949, "59.9 s"],
    [59_960, "1 min"],
    [125_000, "2 min 5 s"],
    [3_600_000, "1 h"],
    [11_400_000, "3 h 10 min"],
    [187_200_000, "2 d 4 h"],
    [-1500, "-1.5 s"],
  ])("%d ms is %s", (ms, text) => expect(durationText(ms)).toBe(text));

  test.each([
    [0, "$0"],
    [0.000_000_01, "<$0.0000001"],
    [0.000_42, "$0.00042"],
    [0.0042, "$0.0042"],
    [0.05, "$0.05"],
    [0.5, "$0.50"],
    [1.239, "$1.24"],
    [204.4, "$204"],
    [12_400, "$12.4k"],
    [3.1e9, "$3.1G"],
    [999.4e9, "$999G"],
    [999.9e9, "$1.0e12"],
    [2e12, "$2.0e12"],
    [-2, "-$2.00"],
    [-1.27e30, "-$1.3e30"],
  ])("%d US dollars are %s", (usd, text) => expect(usdText(usd)).toBe(text));

  test.each([
    [0, "0%"],
    [1, "100%"],
    [0.000_01, "<0.01%"],
    [0.004, "0.4%"],
    [0.124, "12.4%"],
    [0.999, "99.9%"],
    [0.999_99, ">99.99%"],
  ])("a share of %d is %s", (share, text) => expect(shareText(share)).toBe(text));

  test.each([
    [7, "7"],
    [1204, "1,204"],
    [9999, "9,999"],
    [12_400, "12.4k"],
    [999_900, "1M"],
    [1_840_322, "1.84M"],
    [3.14159, "3.14"],
    [2e12, "2.0e12"],
    [-4e15, "-4.0e15"],
  ])("a count of %d is %s", (count, text) => expect(countText(count)).toBe(text));

  test("what is not known has a dash of its own, never a zero", () => {
    for (const unit of ["ms", "usd", "tokens", "share", "count", "score"] as const)
      for (const value of [null, undefined, Number.NaN]) expect(figureText(value, unit)).toBe(noFigure);
  });

  test("a share is written as 0% or 100% only when it is", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const text = shareText(share);
        expect(text === "0%").toBe(share === 0);
        expect(text === "100%").toBe(share * 100 === 100);
      }),
    );
  });
});

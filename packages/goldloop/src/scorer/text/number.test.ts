import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalOf, decimalsIn } from "./number.ts";

describe("decimalOf", () => {
  it.each([
    ["7.0", "7"],
    ["$1,200.50", "1200.5"],
    ["1,319", "1319"],
    [" 18. ", "18"],
    ["50%", "50"],
    ["-0", "0"],
    ["−5", "-5"],
    ["+5", "5"],
    [".5", "0.5"],
    ["007", "7"],
    ["1e3", "1000"],
    ["€ 3", "3"],
    ["9007199254740993", "9007199254740993"],
  ])("%j is %s", (text, number) => {
    expect(decimalOf(text)).toBe(number);
  });

  it.each(["", "18 dollars", "1.2.3", "-", ".", "e5", "NaN", "Infinity", "1e999", "0x10"])(
    "%j is no number",
    (text) => {
      expect(decimalOf(text)).toBeUndefined();
    },
  );

  it("is the same for every spelling of an integer", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(3), fc.nat(3), (value, zeros, decimals) => {
        const padded = `${value < 0 ? "-" : ""}${"0".repeat(zeros)}${Math.abs(value)}.${"0".repeat(decimals)}`;
        const grouped = value.toLocaleString("en-US");
        expect([decimalOf(padded), decimalOf(grouped)]).toEqual([String(value), String(value)]);
      }),
    );
  });

  it("reads what JavaScript writes", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(decimalOf(String(value)))).toBe(value + 0 === 0 ? 0 : value);
      }),
    );
  });
});

describe("decimalsIn", () => {
  it.each([
    ["She sells 9 eggs at $2 and makes $18.", ["9", "2", "18"]],
    ["About 1,040 km.", ["1040"]],
    ["5-3", ["5", "3"]],
    ["at -5 °C", ["-5"]],
    ["7% of 3.50", ["7", "3.5"]],
    ["24k, 3M and 2B", []],
    ["version 1.2.3 or v2", []],
    ["5km and 20ms", ["5", "20"]],
    ["none", []],
  ])("%j has %j", (text, numbers) => {
    expect(decimalsIn(text)).toEqual(numbers);
  });
});

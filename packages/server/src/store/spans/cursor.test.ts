import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparisonOf } from "./comparison.ts";
import { cursorOf, placeOf } from "./cursor.ts";

describe("cursors", () => {
  test("name the place that they were made of, exactly", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), fc.string(), (value, id) => {
        const place = { value: String(value), id };
        expect(placeOf("time", cursorOf("time", place))).toEqual(place);
      }),
    );
  });

  test("of another's making are refused, whatever they hold", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => placeOf("time", text)).toThrow("the cursor is not one of this list");
      }),
    );
    const foreign = Buffer.from(JSON.stringify(["time", "1; DROP TABLE spans", "x"])).toString("base64url");
    expect(() => placeOf("time", foreign)).toThrow("the cursor is not one of this list");
  });
});

describe("comparisons", () => {
  test.each([
    ["helpfulness", { name: "helpfulness" }],
    ["helpfulness<0.5", { name: "helpfulness", operator: "<", number: 0.5 }],
    ["helpfulness >= -1e3", { name: "helpfulness", operator: ">=", number: -1000 }],
    ["a=1", { name: "a", operator: "=", number: 1 }],
    ["a!=1", { name: "a", operator: "!=", number: 1 }],
  ])("%s", (text, expected) => expect(comparisonOf("score", text)).toEqual(expected));

  test.each(["", " ", "a<", "<1", "a<b", "a<1<"])("%j cannot be read", (text) => {
    expect(() => comparisonOf("score", text)).toThrow("score: a name, or a name with a comparison, is needed");
  });
});

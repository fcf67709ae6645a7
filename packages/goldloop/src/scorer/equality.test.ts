import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, type Json } from "../digest/index.ts";
import { type EqualityOptions, jsonEqual, within } from "./equality.ts";

const json = fc.jsonValue() as fc.Arbitrary<Json>;

describe("jsonEqual", () => {
  it("agrees with canonical JSON", () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(jsonEqual(a, a)).toBe(true);
        expect(jsonEqual(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });

  it.each<[Json, Json, EqualityOptions, boolean]>([
    [{ a: 1 }, { a: 1, b: 2 }, { subset: true }, true],
    [{ a: 1 }, { a: 1, b: 2 }, {}, false],
    [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, { subset: true }, true],
    [[1], [1, 2], { subset: true }, false],
    [{ a: 1 }, {}, { subset: true }, false],
    [{ constructor: 1 }, {}, { subset: true }, false],
    ["8812", 8812, {}, false],
    ["8812", 8812, { looseTypes: true }, true],
    ["8812.0", 8812, { looseTypes: true }, true],
    ["", 0, { looseTypes: true }, false],
    [true, "true", { looseTypes: true }, true],
    [true, 1, { looseTypes: true }, false],
    [null, "null", { looseTypes: true }, false],
    [10, 10.004, { tolerance: 0.01 }, true],
    [10, 10.02, { tolerance: 0.01 }, false],
    ["Paris ", "paris", { normalise: (text: string) => text.trim().toLowerCase() }, true],
  ])("%j against %j with %j: %s", (expected, got, options, equal) => {
    expect(jsonEqual(expected, got, options)).toBe(equal);
  });
});

describe("within", () => {
  it("forgives the rounding of the subtraction, not more", () => {
    expect(within(1, 1.1, 0.1)).toBe(true);
    expect(within(1, 1.1000001, 0.1)).toBe(false);
    expect(within(0.1 + 0.2, 0.3, 0)).toBe(false);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPath, parsePath, valueAt } from "./path.ts";

describe("parsePath", () => {
  it.each([
    ["a.b[0]", ["a", "b", 0]],
    ['["key.with.dots"].c', ["key.with.dots", "c"]],
    ["[2].name", [2, "name"]],
    ["a[1][2]", ["a", 1, 2]],
    ["", []],
    ["order-id", ["order-id"]],
    ["a b.c", ["a b", "c"]],
  ])("%j leads through %j", (path, steps) => {
    expect(parsePath(path)).toEqual(steps);
  });

  it.each([".a", "a.", "a..b", "a[", "a[x]", "a[-1]", 'a["b', "[0]x", " a"])("%j is no path", (path) => {
    expect(parsePath(path)).toBeUndefined();
  });

  it("reads every path that formatPath writes", () => {
    const step = fc.oneof(fc.string({ maxLength: 6 }), fc.nat(1000));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), (steps) => {
        expect(parsePath(formatPath(steps))).toEqual(steps);
      }),
    );
  });
});

describe("valueAt", () => {
  const value = { a: { b: [{ c: null }] }, "x.y": 1 };
  it("follows keys and indices, and tells null from absent", () => {
    expect(valueAt(value, ["a", "b", 0, "c"])).toBeNull();
    expect(valueAt(value, ["a", "b", 1])).toBeUndefined();
    expect(valueAt(value, ["x.y"])).toBe(1);
    expect(valueAt(value, [])).toBe(value);
  });

  it("does not reach into what every object inherits", () => {
    expect(valueAt({}, ["constructor"])).toBeUndefined();
    expect(valueAt([], ["length"])).toBeUndefined();
    expect(valueAt("text", [0])).toBeUndefined();
  });
});

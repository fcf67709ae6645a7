import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listOf, numberOf, parseSearch, stringifySearch, textOf } from "./search.ts";

describe("the address", () => {
  test("is plain text: lists are repeated parameters, nothing is JSON", () => {
    expect(stringifySearch({ release: ["a@1", "b@2"], from: 5, status: undefined, none: [] })).toBe(
      "?release=a%401&release=b%402&from=5",
    );
    expect(parseSearch("?release=a%401&release=b%402&from=5")).toEqual({ release: ["a@1", "b@2"], from: "5" });
  });

  test("gives back every text that was put in", () => {
    const texts = fc.dictionary(
      fc.string({ minLength: 1, unit: "grapheme" }).filter((name) => name !== "__proto__"),
      fc.oneof(fc.string({ unit: "grapheme" }), fc.array(fc.string({ unit: "grapheme" }), { minLength: 2 })),
    );
    fc.assert(
      fc.property(texts, (search) => {
        expect(parseSearch(stringifySearch(search))).toEqual({ ...search });
      }),
    );
  });

  test("readers take one value or many, and leave out what makes no sense", () => {
    expect(listOf("a")).toEqual(["a"]);
    expect(listOf(["a", "b"])).toEqual(["a", "b"]);
    expect(listOf("")).toBeUndefined();
    expect(textOf(["a", "b"])).toBe("a");
    expect(numberOf("12.5")).toBe(12.5);
    expect(numberOf("twelve")).toBeUndefined();
    expect(numberOf(undefined)).toBeUndefined();
  });
});

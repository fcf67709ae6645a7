import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { align, comparedWords } from "./align.ts";

describe("align", () => {
  it("pairs what both have, in order, and keeps everything else alone", () => {
    expect(align(["a", "b", "c"], ["a", "x", "c", "d"])).toEqual([
      [0, 0],
      [1, undefined],
      [undefined, 1],
      [2, 2],
      [undefined, 3],
    ]);
  });

  it("leaves nothing out and pairs equals only", () => {
    const list = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 20 });
    fc.assert(
      fc.property(list, list, (left, right) => {
        const pairs = align(left, right) ?? [];
        expect(pairs.flatMap(([i]) => i ?? [])).toEqual([...left.keys()]);
        expect(pairs.flatMap(([, j]) => j ?? [])).toEqual([...right.keys()]);
        for (const [i, j] of pairs) if (i !== undefined && j !== undefined) expect(left[i]).toBe(right[j]);
      }),
    );
  });

  it("does not try what is too long", () => {
    const long = Array.from({ length: 3000 }, String);
    expect(align(long, long)).toBeUndefined();
  });
});

describe("comparedWords", () => {
  it("marks the words that only one side has", () => {
    expect(comparedWords("in 5 business days", "in 3 business days")).toEqual({
      left: [
        { text: "in ", own: false },
        { text: "5", own: true },
        { text: " business days", own: false },
      ],
      right: [
        { text: "in ", own: false },
        { text: "3", own: true },
        { text: " business days", own: false },
      ],
    });
  });

  it("gives both texts back", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        const compared = comparedWords(left, right);
        expect(compared?.left.map((piece) => piece.text).join("")).toBe(left);
        expect(compared?.right.map((piece) => piece.text).join("")).toBe(right);
      }),
    );
  });
});

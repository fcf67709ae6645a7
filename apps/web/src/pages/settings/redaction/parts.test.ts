import fc from "fast-check";
import { expect, test } from "vitest";
import { parts } from "./parts.ts";

test("a text is cut at its finds", () => {
  expect(parts("to ana@example.com now", [{ kind: "email", start: 3, end: 18 }])).toEqual([
    { start: 0, text: "to " },
    { start: 3, text: "ana@example.com", kind: "email" },
    { start: 18, text: " now" },
  ]);
});

test("whatever is found, overlapping or out of bounds, the parts together are the text", () => {
  const find = fc.record({ kind: fc.constant("x"), start: fc.nat(40), end: fc.nat(40) });
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), fc.array(find), (text, finds) => {
      expect(
        parts(text, finds)
          .map((part) => part.text)
          .join(""),
      ).toBe(text);
    }),
  );
});

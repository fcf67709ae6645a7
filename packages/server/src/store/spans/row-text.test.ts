import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rowText } from "./row-text.ts";

const asked = (json: unknown): string => rowText(JSON.stringify(json), "user");

describe("the text of a row", () => {
  test.each([
    ["a text as it is, on one line", "  Where\n\tis it? ", "Where is it?"],
    [
      "the last message of the role",
      [
        { role: "user", content: "a" },
        { role: "user", content: "b" },
        { role: "assistant", content: "c" },
      ],
      "b",
    ],
    [
      "the last message where none is of the role",
      [
        { role: "system", content: "a" },
        { role: "tool", content: "b" },
      ],
      "b",
    ],
    [
      "messages under their key",
      {
        model: "m",
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "a" },
              { type: "text", text: "b" },
            ],
          },
        ],
      },
      "a b",
    ],
    ["parts of a message", [{ role: "user", parts: [{ type: "text", content: "a" }] }], "a"],
    ["the field that holds it", { k: 5, question: "a" }, "a"],
    ["anything else as JSON", { k: 5 }, '{"k":5}'],
    ["numbers", 5, "5"],
    ["null", null, "null"],
  ])("%s", (_name, json, expected) => expect(asked(json)).toBe(expected));

  test("an absent one is empty, and what is no JSON is shown as it is", () => {
    expect(rowText("", "user")).toBe("");
    expect(rowText("plain words", "user")).toBe("plain words");
  });

  test("is at most 200 characters, none of them half", () => {
    expect(asked("x".repeat(500))).toHaveLength(200);
    expect(asked(`${"x".repeat(199)}\u{1f600}`)).toBe(`${"x".repeat(199)}\ufffd`);
  });

  test("is read from what was cut, wherever that was", () => {
    const json = JSON.stringify([
      { role: "user", content: 'He said "no" \\ and é\u0001 left', more: { n: [1, true] } },
    ]);
    for (let end = 1; end < json.length; end++) expect(() => rowText(json.slice(0, end), "user")).not.toThrow();
    expect(rowText(json.slice(0, json.indexOf("and") + 3), "user")).toBe('He said "no" \\ and');
  });

  test("never throws and never exceeds its length", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(200), (json, cut) => {
        expect(rowText(json.slice(0, cut), "assistant").length).toBeLessThanOrEqual(200);
      }),
    );
  });
});

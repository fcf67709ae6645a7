import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mendLoneSurrogates } from "./lone-surrogates.ts";

function mended(json: string): unknown {
  const buffer = Buffer.from(json);
  mendLoneSurrogates(buffer);
  return JSON.parse(buffer.toString());
}

describe("escapes of surrogates without a partner", () => {
  test.each([
    ['"\\ud83d"', "\ufffd"],
    ['"\\ude00"', "\ufffd"],
    ['"\\uD83D\\uDE00"', "\u{1f600}"],
    ['"\\ude00\\ud83d"', "\ufffd\ufffd"],
    ['"\\ud83d\\ud83d\\ude00"', "\ufffd\u{1f600}"],
    ['"\\\\ud83d"', "\\ud83d"],
    ['"\\\\\\ud83d"', "\\\ufffd"],
    ['"\\\\ud83d\\ude00"', "\\ud83d\ufffd"],
    ['"\\ud83d\\\\ude00"', "\ufffd\\ude00"],
  ])("%s", (json, text) => expect(mended(json)).toBe(text));

  test("whatever JSON.stringify writes is read as its well-formed twin", () => {
    const unit = fc.oneof(
      fc.integer({ min: 0xd7f0, max: 0xe010 }),
      fc.constantFrom(0x5c, 0x75, 0x64, 0x22, 0x41, 0xd83d, 0xde00),
    );
    const text = fc.array(unit).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(text, (value) => {
        expect(mended(JSON.stringify(value))).toBe(value.toWellFormed());
        expect(mended(JSON.stringify(JSON.stringify(value)))).toBe(JSON.stringify(value));
      }),
    );
  });
});

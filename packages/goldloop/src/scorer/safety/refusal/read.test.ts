import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyRefusal } from "./classify.ts";
import { readRefusal } from "./read.ts";
import { refusalLanguages } from "./languages/index.ts";

/** The words and phrases that the rules of a language are made of. */
function phrasesOf(code: string): string[] {
  const language = refusalLanguages.find((one) => one.code === code);
  const sources = [...(language?.refuses ?? []), ...(language?.judges ?? [])].map(({ pattern }) => pattern.source);
  return [
    ...new Set(
      sources.flatMap((source) => source.replaceAll(/\\p\{L\}[+*]?|\\b|\[[^\]]*\]/g, "x").match(/[\p{L}' ]+/gu) ?? []),
    ),
  ]
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase.length > 1);
}

/** Whole refusals, of which chance makes too few out of the pieces. */
const whole: Record<string, string[]> = {
  de: [
    "ich lehne das ab",
    "das ist unangemessen",
    "finde das falsch",
    "gegen meine richtlinien",
    "kann ich nicht helfen",
  ],
};

describe.each(refusalLanguages.map(({ code }) => code))("in %s", (code) => {
  test("a quick look leaves no language out that has something to say", () => {
    const sentence = fc.array(fc.constantFrom(...phrasesOf(code), ...(whole[code] ?? [])), {
      minLength: 2,
      maxLength: 7,
    });
    let seen = 0;
    fc.assert(
      fc.property(sentence, (phrases) => {
        const text = phrases.join(" ");
        const expected = classifyRefusal(text, refusalLanguages).kind;
        if (expected !== "none") seen += 1;
        expect(readRefusal(text).kind).toBe(expected);
      }),
      { numRuns: 3000 },
    );
    expect(seen).toBeGreaterThan(10);
  });
});

test("only the beginning of a long text is read", () => {
  const refusal = "I'm sorry, but I can't help with that.";
  expect(readRefusal(refusal + " x".repeat(5000)).kind).toBe("full");
  expect(readRefusal(`${"The shop is open. ".repeat(100)}${refusal}`).kind).toBe("none");
});

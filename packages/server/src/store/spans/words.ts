import type { Bindings } from "./bindings.ts";

/** More words than that no text index takes. */
const mostWords = 60;

/**
 * SQL condition on a span: all words of `text` stand in its input, or all in its output, in any order and case. Words are whole:
 * `refund` does not find `refunds`. Chinese and Japanese are found by character. A text without a letter or digit finds nothing.
 */
export function wordsCondition(text: string, bindings: Bindings): string {
  const words = new Set(
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}_]+(?:[.':][\p{L}\p{N}_]+)*/gu) ?? [],
  );
  if (words.size === 0) return "0";
  const all = bindings.text([...words].slice(0, mostWords).join(" "));
  return `(hasAllTokens(input, ${all}) OR hasAllTokens(output, ${all}))`;
}

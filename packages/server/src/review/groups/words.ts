/** Longer texts are told apart by what they begin with. */
const longest = 4_000;

/** Scripts that are written without spaces between words: their letters are taken in pairs. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/u;
const parts =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]+|[\p{L}\p{M}\p{N}_]+/gu;

/**
 * What a text says, as a set of its words and of pairs of neighbours. What differs between two occurrences of one failure is made
 * equal: case, numbers and ids (every word with a digit is `#`), space and punctuation.
 */
export function wordsOf(text: string): Set<string> {
  const words: string[] = [];
  for (const [part] of text.slice(0, longest).normalize("NFKC").toLowerCase().matchAll(parts)) {
    if (/\p{N}/u.test(part)) words.push("#");
    else if (unspaced.test(part)) words.push(...pairsOfLetters(part));
    else words.push(part);
  }
  const found = new Set(words);
  for (let at = 1; at < words.length; at++) found.add(`${words[at - 1]} ${words[at]}`);
  return found;
}

function pairsOfLetters(text: string): string[] {
  const letters = Array.from(text);
  return letters.length === 1 ? letters : letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}

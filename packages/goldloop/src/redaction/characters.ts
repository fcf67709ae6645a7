/** Whether a UTF-16 code unit is an ASCII digit. NaN (outside the text) is not. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether a code unit is an ASCII letter. */
export function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

/** Whether a code unit is an ASCII letter, a digit or `_`. */
export function isWord(code: number): boolean {
  return isDigit(code) || isLetter(code) || code === 95;
}

/** Whether a code unit is a letter of an alphabet that writes spaces between words: Latin, Greek or Cyrillic. */
export function isAlphabetic(code: number): boolean {
  if (isLetter(code)) return true;
  if (code < 0xc0 || code > 0x52f) return false;
  return code !== 0xd7 && code !== 0xf7 && (code <= 0x24f || code >= 0x370);
}

/** Only the digits of a text. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

/**
 * Whether a number that spans [start, end) stands on its own: not inside a word, a longer number, a decimal,
 * a UUID or a hash.
 */
export function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (isWord(before) || before === plus) return false;
  if (before === hyphen && isWord(text.charCodeAt(start - 2))) return false;
  if (before === dot && isDigit(text.charCodeAt(start - 2))) return false;
  const after = text.charCodeAt(end);
  if (isWord(after)) return false;
  if (after === hyphen && isWord(text.charCodeAt(end + 1))) return false;
  return !(after === dot && isDigit(text.charCodeAt(end + 1)));
}

const plus = 0x2b;
const hyphen = 0x2d;
const dot = 0x2e;

import { isDigit, isLetter, isWord } from "./characters.ts";
import type { Detector } from "./detector.ts";
import { eachMatch } from "./each-match.ts";
import { ibanLengths } from "./iban-lengths.ts";

const start = /[A-Za-z]{2}\d{2}/g;

/** International bank account numbers with the length of their country and correct check digits. */
export const iban: Detector = {
  name: "iban",
  kinds: ["iban"],
  group: "personal",
  summary:
    "IBANs: length by country and the mod 97 check digits must fit; spaces or hyphens between groups are accepted.",
  limits: "Not seen: account numbers in national form, IBANs of countries outside the registry.",
  scan(text, report) {
    eachMatch(start, text, (match) => {
      if (isWord(text.charCodeAt(match.index - 1))) return;
      const length = ibanLengths.get(match[0].slice(0, 2).toUpperCase());
      if (length === undefined) return;
      const end = endOf(text, match.index, length);
      if (end !== -1 && !isWord(text.charCodeAt(end)) && passesMod97(compact(text.slice(match.index, end))))
        report("iban", match.index, end);
    });
  },
  normalise: compact,
};

function compact(value: string): string {
  return value.replace(/[ \u00a0-]/g, "").toUpperCase();
}

/** Where `length` letters and digits have been read, single spaces and hyphens between them; -1 when they end before. */
function endOf(text: string, from: number, length: number): number {
  let read = 0;
  let gap = false;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isDigit(code) || isLetter(code)) {
      read++;
      gap = false;
      if (read === length) return i + 1;
    } else if (!gap && (code === 0x20 || code === 0x2d || code === 0xa0)) gap = true;
    else return -1;
  }
  return -1;
}

/** The check of ISO 7064 MOD 97-10 over a compact, upper-case IBAN. */
function passesMod97(value: string): boolean {
  let rest = 0;
  const moved = value.slice(4) + value.slice(0, 4);
  for (let i = 0; i < moved.length; i++) {
    const code = moved.charCodeAt(i);
    rest = isDigit(code) ? (rest * 10 + code - 48) % 97 : (rest * 100 + code - 55) % 97;
  }
  return rest === 1;
}

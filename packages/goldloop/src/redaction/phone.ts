import { hasCallingCode } from "./calling-codes.ts";
import { digitsOf, isDigit, isWord, standsAlone } from "./characters.ts";
import type { Detector, Report } from "./detector.ts";
import { eachMatch } from "./each-match.ts";
import { numberRuns } from "./number-runs.ts";

// (415) 555-2671, 415-555-2671, 1.415.555.2671
const northAmerican = /(?:1[ .-])?(?:\(\d{3}\)[ -]?\d{3}[-. ]\d{4}|\d{3}([-.])\d{3}\1\d{4})/g;
// 020 7946 0958, 06 12 34 56 78, 010-1234-5678, 0049 30 901820
const trunkZero = /0\d{1,4}([ .-])\d{2,8}(?:\1\d{2,8}){0,5}/g;
// What counts as a number to call only when the words before say so.
const anyGroups = /\(?\d{1,5}\)?[ ./-]?\d(?:[ ./-]?\d){3,14}/g;

// By far the commonest run of digits in a trace.
const isoDate = /^\d{4}-\d\d-\d\d$/;
const dateOrTime =
  /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})|\d{1,2}\.\d{2}-\d{1,2}\.\d{2})(?!\d)/;

const lookBack = 40;
const phoneName = /(?:phone|mobile|cell|fax|tel|telefon|whatsapp|msisdn)(?:[-_ ]?(?:number|no|nr))?$/i;
const cue =
  /(?:\b(?:tele?(?:phone|fon|fono|foon)?|téléphone|teléfono|phone|mobile|mob|cell|call|ring|dial|fax|whatsapp|sms|contact|handy|rufnummer|móvil|celular|portable|numéro)|电话|手机|電話|携帯)(?:[^\p{L}\p{N}]{1,3}(?:phone|number|num|no|nr|nummer|número|line|me|us|at|on|is|it|him|her|them|my|our|to|ist|lautet|unter|est|es|au|al))*[^\p{L}\p{N}]{0,4}$/iu;
const otherNumber =
  /\b(?:orders?|invoice|ticket|case|ref|reference|sku|isbn|issn|tracking|parcel|shipment|serial|part|model|item|article|product|id|account|bestellung|rechnung|commande|pedido|version)(?:[^\p{L}\p{N}]{1,3}(?:number|num|no|nr|nummer|id|is|code))*[^\p{L}\p{N}]{0,3}$/iu;

/** Phone numbers, by form and context, without the numbering plans of the countries. */
export const phone: Detector = {
  name: "phone",
  kinds: ["phone"],
  group: "personal",
  summary:
    "Phone numbers: international (+..., 00...), North American, national with a leading 0, and others after a word such as `phone` or `call`.",
  limits:
    "Not seen: national numbers without a leading 0 and without such a word near them, vanity numbers with letters. The number's validity in its country is not checked; the libphonenumber-js detector does that.",
  scan(text, report) {
    scanInternational(text, report);
    for (const { start: runStart, value } of numberRuns(text)) {
      if (isoDate.test(value)) continue;
      for (const { pattern, accept } of nationalForms) {
        eachMatch(pattern, value, (match) => {
          const start = runStart + match.index;
          const end = start + match[0].length;
          if (standsAlone(text, start, end) && accept(text, start, end)) report("phone", start, end);
        });
      }
    }
  },
  field: (name, value) => (phoneName.test(name) && isOnlyNumber(value) ? "phone" : undefined),
  judges: (name) => phoneName.test(name),
  normalise: digitsOf,
};

const nationalForms = [
  { pattern: northAmerican, accept: isNorthAmerican },
  { pattern: trunkZero, accept: isTrunkZero },
  { pattern: anyGroups, accept: isCued },
];

function scanInternational(text: string, report: Report): void {
  for (let plus = text.indexOf("+"); plus !== -1; plus = text.indexOf("+", plus + 1)) {
    const before = text.charCodeAt(plus - 1);
    if (isWord(before) || before === 0x2b) continue;
    const end = internationalEnd(text, plus);
    if (end !== -1) report("phone", plus, end);
  }
}

/** End of the number whose `+` stands at `plus`, or -1. 8 to 15 digits by E.164; under 9 is too often something else. */
function internationalEnd(text: string, plus: number): number {
  if (!isDigit(text.charCodeAt(plus + 1))) return -1;
  let digits = "";
  let end = -1;
  let separators = 0;
  for (let i = plus + 1; i < text.length && digits.length <= 15 && separators <= 2; i++) {
    const c = text.charAt(i);
    if (isDigit(c.charCodeAt(0))) {
      digits += c;
      end = i + 1;
      separators = 0;
    } else if (c === " " || c === "-" || c === "." || c === "(" || c === ")" || c === "/" || c === "\u00a0") {
      // The North American plan has exactly eleven digits: what follows is another number.
      if (digits.startsWith("1") && digits.length === 11) break;
      separators++;
    } else break;
  }
  if (digits.length < 9 || digits.length > 15 || isWord(text.charCodeAt(end))) return -1;
  if (digits.startsWith("1") && digits.length !== 11) return -1;
  return hasCallingCode(digits) && !digits.endsWith("000000") ? end : -1;
}

function isNorthAmerican(text: string, start: number, end: number): boolean {
  const value = text.slice(start, end);
  const digits = digitsOf(value).slice(-10);
  if (value.includes("(")) return digits[0] !== "0";
  if (isNumberOfSomething(text, start)) return false;
  // With dots it could be a version or part of an address: only what the numbering plan can assign.
  return value.includes(".") ? /^[2-9]\d\d[2-9]/.test(digits) : digits[0] !== "0";
}

function isTrunkZero(text: string, start: number, end: number): boolean {
  const value = text.slice(start, end);
  const digits = digitsOf(value);
  if (digits.startsWith("00")) {
    return (
      digits.length >= 11 &&
      digits.length <= 17 &&
      digits[2] !== "0" &&
      hasCallingCode(digits.slice(2)) &&
      !isNumberOfSomething(text, start)
    );
  }
  return digits.length >= 10 && digits.length <= 11 && !dateOrTime.test(value) && !isNumberOfSomething(text, start);
}

function isCued(text: string, start: number, end: number): boolean {
  const value = text.slice(start, end);
  const count = digitsOf(value).length;
  if (count < 7 || count > 15 || dateOrTime.test(value)) return false;
  // `[phone]` stands where a number was taken out; it announces no other one.
  return cue.test(text.slice(Math.max(0, start - lookBack), start).replaceAll(/\[\w[\w-]*\]/g, ";;;;;"));
}

function isNumberOfSomething(text: string, start: number): boolean {
  return otherNumber.test(text.slice(Math.max(0, start - lookBack), start));
}

function isOnlyNumber(value: string): boolean {
  const count = digitsOf(value).length;
  return count >= 7 && count <= 17 && value.length <= 30 && /^\s*\+?[\d ().\u00a0/-]+\s*$/.test(value);
}

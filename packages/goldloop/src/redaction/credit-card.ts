import { digitsOf, standsAlone } from "./characters.ts";
import type { Detector, Report } from "./detector.ts";
import { eachMatch } from "./each-match.ts";
import { numberRuns } from "./number-runs.ts";

const run = /\d(?:[ -]?\d){12,}/g;
const group = /\d+/g;

/** Payment card numbers with a known issuer prefix and a correct check digit. */
export const creditCard: Detector = {
  name: "credit-card",
  kinds: ["credit-card"],
  group: "personal",
  summary: "Payment card numbers: issuer prefix, length, usual grouping and the Luhn check digit must all fit.",
  limits:
    "Not seen: unusual grouping, partly masked numbers. One in ten long numbers with an issuer's prefix passes the check by chance.",
  scan(text, report) {
    for (const { start, value, digits } of numberRuns(text)) {
      if (digits >= 13) eachMatch(run, value, (match) => scanRun(text, start + match.index, match[0], report));
    }
  },
  normalise: digitsOf,
};

function scanRun(text: string, at: number, digitsAndGaps: string, report: Report): void {
  const groups: { start: number; digits: string }[] = [];
  eachMatch(group, digitsAndGaps, (match) => groups.push({ start: at + match.index, digits: match[0] }));
  for (let i = 0; i < groups.length; i++) {
    const taken = cardGroups(groups, i);
    const first = groups[i];
    const last = groups[i + taken - 1];
    if (taken === 0 || first === undefined || last === undefined) continue;
    const end = last.start + last.digits.length;
    if (!standsAlone(text, first.start, end)) continue;
    report("credit-card", first.start, end);
    i += taken - 1;
  }
}

const groupings = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4, 2],
  [4, 4, 4, 4, 1],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
];

/** How many groups from `at` on form one card number, 0 when none do. */
function cardGroups(groups: readonly { digits: string }[], at: number): number {
  const alone = groups[at]?.digits ?? "";
  if (alone.length >= 13 && alone.length <= 19) return isCard(alone) ? 1 : 0;
  for (const lengths of groupings) {
    const fits = lengths.every((length, i) => groups[at + i]?.digits.length === length);
    if (
      fits &&
      isCard(
        groups
          .slice(at, at + lengths.length)
          .map((g) => g.digits)
          .join(""),
      )
    )
      return lengths.length;
  }
  return 0;
}

// Prefixes and lengths of the issuers (ISO/IEC 7812 as published by the card schemes).
const issuers =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12,15}|62\d{14,17}|(?:5018|5020|5038|6304|6759|676[1-3])\d{9,15})$/;

function isCard(digits: string): boolean {
  return issuers.test(digits) && passesLuhn(digits);
}

/** The Luhn check (ISO/IEC 7812-1 annex B). */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const weighed = i % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

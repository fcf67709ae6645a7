import { digitsOf, standsAlone } from "./characters.ts";
import type { Detector } from "./detector.ts";
import { eachMatch } from "./each-match.ts";
import { numberRuns } from "./number-runs.ts";

const written = /\d{3}([ -]?)\d{2}\1\d{4}/g;
const cue = /(?:\bssn|\bsocial[\s-]+security)(?:[^\p{L}\p{N}]{1,3}(?:number|num|no|nr|is|ends))*[^\p{L}\p{N}]{0,4}$/iu;
const lookBack = 40;
const ssnName = /(?:ssn|social[-_ ]?security(?:[-_ ]?(?:number|no))?)$/i;

/** Social security numbers of the United States. */
export const usSsn: Detector = {
  name: "us-ssn",
  kinds: ["us-ssn"],
  group: "personal",
  summary: "US social security numbers written with hyphens, and with spaces or bare after `SSN` or `social security`.",
  limits: "Not seen: bare numbers without such a word before them, national identity numbers of other countries.",
  scan(text, report) {
    for (const { start: runStart, value, digits } of numberRuns(text)) {
      if (digits < 9) continue;
      eachMatch(written, value, (match) => {
        const start = runStart + match.index;
        const end = start + match[0].length;
        if (!isAssignable(digitsOf(match[0])) || !standsAlone(text, start, end)) return;
        if (match[1] === "-" || cue.test(text.slice(Math.max(0, start - lookBack), start)))
          report("us-ssn", start, end);
      });
    }
  },
  field: (name, value) => (ssnName.test(name) && /^\d{3}[ -]?\d{2}[ -]?\d{4}$/.test(value) ? "us-ssn" : undefined),
  judges: (name) => ssnName.test(name),
  normalise: digitsOf,
};

// Area 000, 666 and 900-999, group 00 and serial 0000 are never assigned (Social Security Administration).
function isAssignable(digits: string): boolean {
  return !/^(?:000|666|9)/.test(digits) && digits.slice(3, 5) !== "00" && digits.slice(5) !== "0000";
}

import { isDigit } from "./characters.ts";

/** A stretch of digits and what stands between groups of them: `text.slice(start, start + value.length) === value`. */
export interface NumberRun {
  start: number;
  value: string;
  digits: number;
}

const fewestDigits = 7;

let lastText = "";
let lastRuns: readonly NumberRun[] = [];

/**
 * The parts of a text in which a phone, card or identity number may stand: seven digits and more with only spaces, hyphens, dots,
 * slashes and brackets between them. One pass; the result for the last text is kept, because several detectors ask in turn.
 */
export function numberRuns(text: string): readonly NumberRun[] {
  if (text === lastText) return lastRuns;
  const runs: NumberRun[] = [];
  for (let i = 0; i < text.length; i++) {
    if (!isDigit(text.charCodeAt(i))) continue;
    const start = text.charCodeAt(i - 1) === 0x28 ? i - 1 : i;
    let digits = 0;
    let end = i;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (isDigit(code)) {
        digits++;
        end = i + 1;
      } else if (!isBetweenGroups(code)) break;
    }
    if (digits >= fewestDigits) runs.push({ start, value: text.slice(start, end), digits });
  }
  lastText = text;
  lastRuns = runs;
  return runs;
}

// space - . ( ) / and the no-break space
function isBetweenGroups(code: number): boolean {
  return (
    code === 0x20 || code === 0x2d || code === 0x2e || code === 0x28 || code === 0x29 || code === 0x2f || code === 0xa0
  );
}

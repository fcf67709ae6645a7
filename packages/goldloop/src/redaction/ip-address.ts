import { isIPv4, isIPv6 } from "node:net";
import { isDigit, isLetter, isWord } from "./characters.ts";
import type { Detector, Report } from "./detector.ts";
import { eachMatch } from "./each-match.ts";

const dotted = /\d{1,3}(?:\.\d{1,3}){3}/g;
const versionBefore =
  /(?:\b(?:v|ver|version|release|build|firmware|driver|chapter|section|clause)[^\p{L}\p{N}]{0,3}|[\p{L})]\/)$/iu;
const longestV6 = 45;

/** IPv4 and IPv6 addresses. */
export const ipAddress: Detector = {
  name: "ip-address",
  kinds: ["ip-address"],
  group: "personal",
  summary:
    "IPv4 and IPv6 addresses, private ones included; loopback, unspecified and broadcast addresses are nobody's.",
  limits:
    "A version number with four parts looks the same and is told apart only by the words before it (`version`, `v`, `Chrome/`). Host names are not seen.",
  scan(text, report) {
    eachMatch(dotted, text, ({ index, 0: value }) => {
      if (isV4(text, index, index + value.length)) report("ip-address", index, index + value.length);
    });
    scanV6(text, report);
  },
  normalise: (value) => value.toLowerCase(),
};

function isV4(text: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  const after = text.charCodeAt(end);
  if (isWord(before) || before === 0x2e || isWord(after)) return false;
  if (
    (after === 0x2e || after === 0x2d) &&
    isWord(text.charCodeAt(end + 1)) &&
    (after === 0x2d || isDigit(text.charCodeAt(end + 1)))
  )
    return false;
  const value = text.slice(start, end);
  if (!isIPv4(value) || /^(?:0\.|127\.|255\.)/.test(value)) return false;
  return !versionBefore.test(text.slice(Math.max(0, start - 16), start));
}

function scanV6(text: string, report: Report): void {
  let from = 0;
  for (let colon = text.indexOf(":"); colon !== -1; colon = text.indexOf(":", from)) {
    let start = colon;
    while (start > from && colon - start < longestV6 && isAddressPart(text.charCodeAt(start - 1))) start--;
    let end = colon + 1;
    while (end < text.length && end - start <= longestV6 && isAddressPart(text.charCodeAt(end))) end++;
    const found = trimmed(text.slice(start, end));
    if (!isWord(text.charCodeAt(start - 1)) && !isWord(text.charCodeAt(end)) && isV6(found))
      report("ip-address", start, start + found.length);
    from = end;
  }
}

function isAddressPart(code: number): boolean {
  return isDigit(code) || code === 0x3a || code === 0x2e || (isLetter(code) && (code | 32) <= 102);
}

// "2001:db8::1." and "2001:db8::1:" end a sentence or open a list.
function trimmed(value: string): string {
  return /[^:][.:]$/.test(value) ? value.slice(0, -1) : value;
}

// `a::b` is a scope in several languages: at least one digit and one group of three or more.
function isV6(value: string): boolean {
  return value.length >= 6 && isIPv6(value) && /\d/.test(value) && /[0-9a-f]{3}/i.test(value);
}

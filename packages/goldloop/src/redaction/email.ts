import { isAlphabetic, isDigit, isLetter } from "./characters.ts";
import type { Detector } from "./detector.ts";

const longestLocalPart = 64;
const longestDomain = 253;

// Endings of files, not of domains: `logo@2x.png`, `module@file.js`.
const fileEndings = new Set([
  "png",
  "jpg",
  "jpeg",
  "gif",
  "webp",
  "svg",
  "css",
  "js",
  "ts",
  "tsx",
  "jsx",
  "json",
  "html",
  "htm",
]);

/** E-mail addresses. */
export const email: Detector = {
  name: "email",
  kinds: ["email"],
  group: "personal",
  summary: "E-mail addresses, also with letters beyond ASCII in Latin, Greek and Cyrillic.",
  limits:
    "Not seen: addresses without a dot in the domain, written out (`ana at example dot com`), or with quoted local parts.",
  scan(text, report) {
    for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
      const start = localStart(text, at);
      if (start === at) continue;
      const end = domainEnd(text, at + 1);
      if (end === -1 || isUserInfo(text, start, at) || isGitRemote(text, start, at, end)) continue;
      report("email", start, end);
    }
  },
  normalise: (value) => value.toLowerCase(),
};

function localStart(text: string, at: number): number {
  let start = at;
  const lowest = Math.max(0, at - longestLocalPart);
  while (start > lowest && isLocal(text.charCodeAt(start - 1))) start--;
  while (start < at && !isAlphabetic(text.charCodeAt(start)) && !isDigit(text.charCodeAt(start)) && text[start] !== "_")
    start++;
  return start;
}

// . _ % + - ' & are what mail providers hand out; the rest of RFC 5322 is markup far more often than an address.
function isLocal(code: number): boolean {
  if (isAlphabetic(code) || isDigit(code)) return true;
  return code === 46 || code === 95 || code === 37 || code === 43 || code === 45 || code === 39 || code === 38;
}

/** End of the domain that starts at `from`, or -1 when there is none with a plausible last label. */
function domainEnd(text: string, from: number): number {
  const highest = Math.min(text.length, from + longestDomain);
  let end = from;
  while (end < highest && isDomain(text.charCodeAt(end))) end++;
  // What stands at the end of a sentence is not part of the domain.
  while (end > from && (text[end - 1] === "." || text[end - 1] === "-")) end--;
  const domain = text.slice(from, end);
  const dot = domain.lastIndexOf(".");
  if (dot <= 0 || domain.includes("..") || domain.startsWith("-")) return -1;
  const last = domain.slice(dot + 1).toLowerCase();
  if (last.length < 2 || fileEndings.has(last)) return -1;
  if (!last.startsWith("xn--") && !isAllAlphabetic(last)) return -1;
  return end;
}

function isAllAlphabetic(label: string): boolean {
  for (let i = 0; i < label.length; i++) if (!isAlphabetic(label.charCodeAt(i))) return false;
  return true;
}

function isDomain(code: number): boolean {
  return isAlphabetic(code) || isDigit(code) || code === 45 || code === 46;
}

// `https://user@host` and `https://user:password@host` name a login, not a mailbox.
function isUserInfo(text: string, start: number, at: number): boolean {
  const lowest = Math.max(1, at - 128);
  for (let i = start - 1; i >= lowest; i--) {
    const c = text.charAt(i);
    if (c === "/") return text[i - 1] === "/";
    if (c <= " " || c === "?" || c === "#" || c === "@") return false;
  }
  return false;
}

// `git@github.com:owner/name`
function isGitRemote(text: string, start: number, at: number, end: number): boolean {
  return text[end] === ":" && isLetter(text.charCodeAt(end + 1)) && text.slice(start, at) === "git";
}

import { isAwsSecret } from "./aws-key.ts";
import { isWord } from "./characters.ts";
import type { Detector } from "./detector.ts";
import { entropyOf } from "./entropy.ts";
import { isPlaceholder } from "./placeholder.ts";

const longestName = 64;
const longestValue = 512;

const passwordName = /(?:passw(?:or)?d|passphrase|passcode|pwd)(?:[-_.]?(?:prod|dev|\d+))?$/i;
const keyName =
  /(?:api[-_.]?key|apikey|secret(?:[-_.]?(?:key|token|value))?(?:[-_.]?base)?|(?:access|auth|account|encryption|signing|master|service|client|consumer|app|admin|license|shared)[-_.]?key|private[-_.]?key(?:[-_.]?id)?|token|credentials?|authorization|bearer|cookie[-_.]?secret|webhook[-_.]?secret)(?:[-_.]?(?:prod|dev|\d+))?$/i;
// A page of a list is also fetched by a "token", and a tokeniser's are words.
const harmlessName =
  /(?:page|next|continuation|cursor|csrf|xsrf|sync|max|min|num|first|last|stop|eos|bos|pad|unk|special|per|id)[-_.]?token$/i;
const awsName = /secret|aws/i;
const scheme = /^(?:Bearer|Basic|Token|Digest)\s+/i;

/** Secrets that only the name before them gives away: `api_key=...`, `"password": "..."`, `Authorization: Bearer ...`. */
export const assignedSecret: Detector = {
  name: "assigned-secret",
  kinds: ["assigned-secret", "aws-secret-key"],
  group: "secret",
  summary: "Values of high entropy assigned to a name such as api_key, secret or token, and passwords.",
  limits:
    "Not seen: secrets in prose (`the password is ...`), passwords of letters only, values under 6 (passwords) or 16 characters, names outside the list.",
  scan(text, report) {
    let at = nextSign(text, 0);
    while (at < text.length) {
      const name = nameBefore(text, at);
      const value = name === "" ? undefined : valueAfter(text, at + 1);
      const kind = value === undefined ? undefined : kindOf(name, text.slice(value.start, value.end), value.quoted);
      if (value !== undefined && kind !== undefined) {
        report(kind, value.start, value.end);
        at = nextSign(text, value.end);
      } else at = nextSign(text, at + 1);
    }
  },
  field: (name, value) => {
    if (value.length === 0 || isPlaceholder(value)) return undefined;
    if (passwordName.test(name)) return "assigned-secret";
    return kindOf(name, value.replace(scheme, ""), true);
  },
  judges: (name) => passwordName.test(name) || keyName.test(name) || awsName.test(name),
};

function nextSign(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x3d || code === 0x3a) return i; // = :
  }
  return text.length;
}

/** The identifier that ends before `at`, spaces and a closing quote between them allowed; "" when it names no secret. */
function nameBefore(text: string, at: number): string {
  let end = at;
  while (end > 0 && at - end < 4 && isFiller(text.charCodeAt(end - 1))) end--;
  let start = end;
  const lowest = Math.max(0, end - longestName);
  while (start > lowest && isName(text.charCodeAt(start - 1))) start--;
  if (end - start < 3) return "";
  const name = text.slice(start, end);
  return namesSecret(name) ? name : "";
}

const judgedNames = new Map<string, boolean>();

// The same few keys come in every trace: judging a name costs twenty times as much as remembering it.
function namesSecret(name: string): boolean {
  const judged = judgedNames.get(name);
  if (judged !== undefined) return judged;
  if (judgedNames.size >= 2_000) judgedNames.clear();
  const answer = passwordName.test(name) || keyName.test(name);
  judgedNames.set(name, answer);
  return answer;
}

// space " ' \ and ` (code, escaped JSON), * (Markdown)
function isFiller(code: number): boolean {
  return code === 0x20 || code === 0x22 || code === 0x27 || code === 0x5c || code === 0x60 || code === 0x2a;
}

function isName(code: number): boolean {
  return isWord(code) || code === 0x2d || code === 0x2e;
}

interface AssignedValue {
  start: number;
  end: number;
  quoted: boolean;
}

function valueAfter(text: string, from: number): AssignedValue | undefined {
  let start = from;
  // `=>`, `:=`, `==` and Markdown's `:** value`
  while (start < text.length && start - from < 6 && /[ \t=>:*\\]/.test(text.charAt(start))) start++;
  const afterScheme = scheme.exec(text.slice(start, start + 16));
  if (afterScheme !== null) start += afterScheme[0].length;
  const quote = /["'`]/.test(text.charAt(start)) ? text.charAt(start) : undefined;
  if (quote !== undefined) start++;
  const highest = Math.min(text.length, start + longestValue);
  const stops = quotedEnds.get(quote ?? "") ?? unquotedEnds;
  let end = start;
  while (end < highest && stops[text.charCodeAt(end)] !== 1) end++;
  return end > start ? { start, end, quoted: quote !== undefined } : undefined;
}

function table(characters: string): Uint8Array {
  const marks = new Uint8Array(256);
  for (let i = 0; i < characters.length; i++) marks[characters.charCodeAt(i)] = 1;
  return marks;
}

const unquotedEnds = table(" \t\n\r\v\f\u0000\u00a0\"'`,;&<>()[]{}\\");
const quotedEnds = new Map(['"', "'", "`"].map((quote) => [quote, table(`${quote}\n\\`)]));

function kindOf(name: string, value: string, quoted: boolean): string | undefined {
  if (isPlaceholder(value) || harmlessName.test(name)) return undefined;
  if (awsName.test(name) && isAwsSecret(value)) return "aws-secret-key";
  if (passwordName.test(name)) return isPassword(value, quoted) ? "assigned-secret" : undefined;
  return keyName.test(name) && isRandom(value) ? "assigned-secret" : undefined;
}

// "password: required" and "password: min. 8 characters" are about a password, not one.
function isPassword(value: string, quoted: boolean): boolean {
  if (value.length < 6 || /\s/.test(value)) return false;
  return /\d/.test(value) || /[^\w.,:;!?)-]/.test(value) || (quoted && /[a-z][A-Z]/.test(value));
}

function isRandom(value: string): boolean {
  if (value.length < 16 || /\s/.test(value) || /^[\d.,:/-]+$/.test(value)) return false;
  return /\d/.test(value) && /[A-Za-z]/.test(value) && /[A-Za-z0-9+=]{8}/.test(value) && entropyOf(value) >= 3;
}

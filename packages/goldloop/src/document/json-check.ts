/** Lists and objects inside each other beyond this are refused, so that no later walk runs out of stack. */
export const maxDepth = 500;

const quote = 0x22;
const backslash = 0x5c;

/**
 * Whether a text that JSON.parse accepted holds only what a golden file may hold: no key twice, no integer that a
 * double cannot tell from its neighbour, no lone surrogate, no `__proto__`, no nesting beyond `maxDepth`.
 *
 * False only asks for a closer look: large floats (1e21) are fine and end here too. The test for duplicate keys
 * is that the text has as many `:` outside strings as the value has keys.
 */
export function isPlainJson(text: string, value: unknown): boolean {
  const members = countMembers(text);
  if (members === -1 || !text.isWellFormed()) return false;
  return countKeys(value, text.includes("\\u")) === members;
}

/** Colons outside strings, or -1 when nested too deeply. */
function countMembers(text: string): number {
  let members = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at);
        break;
      case 0x3a: // :
        members += 1;
        break;
      case 0x7b: // {
      case 0x5b: // [
        depth += 1;
        if (depth > maxDepth) return -1;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth -= 1;
        break;
    }
  }
  return members;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === quote) return at;
  }
  return text.length;
}

/** The number of keys in a value, or NaN (equal to nothing) when it holds something that needs a closer look. */
function countKeys(value: unknown, escapes: boolean): number {
  if (typeof value === "string") return escapes && !value.isWellFormed() ? Number.NaN : 0;
  if (typeof value === "number") return isSafeNumber(value) ? 0 : Number.NaN;
  if (typeof value !== "object" || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const element of value) keys += countKeys(element, escapes);
    return keys;
  }
  for (const [key, member] of Object.entries(value)) {
    if (key === "__proto__" || (escapes && !key.isWellFormed())) return Number.NaN;
    keys += 1 + countKeys(member, escapes);
  }
  return keys;
}

/** Whether a parsed number cannot have lost digits: finite, and not an integer beyond 2^53 - 1. */
export function isSafeNumber(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}

/** The offset at which a text first nests beyond `maxDepth`, or -1. Works on broken JSON too. */
export function tooDeepAt(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return at;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return -1;
}

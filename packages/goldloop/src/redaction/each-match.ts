/** Calls `visit` for every match of a global pattern. `matchAll` copies the pattern first, which costs more than reading a short text. */
export function eachMatch(pattern: RegExp, text: string, visit: (match: RegExpExecArray) => void): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    // The visitor may use the same pattern on a part of the text.
    const next = pattern.lastIndex;
    visit(match);
    pattern.lastIndex = next;
  }
}

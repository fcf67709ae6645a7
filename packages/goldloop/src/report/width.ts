// East Asian Width W and F, and emoji presentation, as far as terminals agree on it.
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;
const zero = /^(?:\p{Mn}|\p{Me}|\p{Default_Ignorable_Code_Point})$/u;
const plain = /^[\u0020-\u007e]*$/;

/** Columns that a text takes in a terminal. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

function columnsOf(character: string): number {
  if (zero.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** A text cut to at most `columns`, with `…` where something is missing. */
export function cutTo(text: string, columns: number): string {
  if (text.length <= columns && plain.test(text)) return text;
  // No character takes less than nothing: what is far too long need not be measured to its end.
  const head = text.slice(0, columns * 4 + 8);
  if (head.length === text.length && widthOf(text) <= columns) return text;
  let out = "";
  let width = 0;
  for (const character of head) {
    width += columnsOf(character);
    if (width > columns - 1) break;
    out += character;
  }
  return `${out.trimEnd()}…`;
}

/** A text filled up with spaces to `columns`. */
export function padTo(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

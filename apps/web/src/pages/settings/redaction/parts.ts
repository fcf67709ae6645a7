/** A stretch of a text; `kind` when something was found there. */
export interface Part {
  start: number;
  text: string;
  kind?: string;
}

/** Cuts a text at its finds, which may overlap: the earlier, then the longer one wins. All parts together are the text. */
export function parts(text: string, finds: readonly { kind: string; start: number; end: number }[]): Part[] {
  const cut: Part[] = [];
  let at = 0;
  for (const find of finds.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (find.start < at || find.end <= find.start || find.end > text.length) continue;
    if (find.start > at) cut.push({ start: at, text: text.slice(at, find.start) });
    cut.push({ start: find.start, text: text.slice(find.start, find.end), kind: find.kind });
    at = find.end;
  }
  if (at < text.length) cut.push({ start: at, text: text.slice(at) });
  return cut;
}

import type { IconName } from "../../design/index.ts";

/** One thing that the palette can open. */
export interface Entry {
  id: string;
  label: string;
  /** What kind of thing it is, at the right. */
  kind: string;
  icon: IconName;
  /** Other words that find it. */
  also?: string;
  /** Where it leads; the view in the address is kept. */
  to: string;
  search?: Record<string, unknown>;
}

/**
 * Entries that the words find, best first: every word must occur in the label or the other words; a start of the label beats
 * a start of a word beats the middle. Nothing typed gives them all, in their order.
 */
export function found(entries: readonly Entry[], typed: string, limit = 12): Entry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.slice(0, limit);
  return entries
    .map((entry, order) => ({ entry, order, rank: rank(entry, words) }))
    .filter(({ rank: value }) => value > 0)
    .toSorted((a, b) => b.rank - a.rank || a.order - b.order)
    .slice(0, limit)
    .map(({ entry }) => entry);
}

function rank(entry: Entry, words: readonly string[]): number {
  const label = entry.label.toLowerCase();
  const rest = `${entry.also ?? ""} ${entry.kind}`.toLowerCase();
  let total = 0;
  for (const word of words) {
    const at = label.indexOf(word);
    if (at === 0) total += 4;
    else if (at > 0) total += /[^\p{L}\p{N}]/u.test(label.charAt(at - 1)) ? 3 : 2;
    else if (rest.includes(word)) total += 1;
    else return 0;
  }
  return total;
}

/** What the typed text names by itself: a trace by its id, a session, and words to look for in traces. */
export function namedBy(typed: string): Entry[] {
  const text = typed.trim();
  if (text === "") return [];
  const traceId = /^[0-9a-f]{32}$/i.test(text.replaceAll("-", "")) ? text.replaceAll("-", "").toLowerCase() : undefined;
  const search: Entry = {
    id: "text",
    label: `Traces with “${text}”`,
    kind: "search",
    icon: "search",
    to: "/traces",
    search: { text },
  };
  if (traceId === undefined) return [search];
  return [{ id: "trace", label: `Trace ${traceId}`, kind: "trace", icon: "traces", to: `/traces/${traceId}` }, search];
}

import { distance } from "fastest-levenshtein";

/**
 * The candidate nearest to a misspelled word, or undefined when none is near
 * (more than a third of the letters differ, at least two allowed).
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  const lower = word.toLowerCase();
  for (const candidate of candidates) {
    const d = distance(lower, candidate.toLowerCase());
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

/** `; did you mean "x"?`, or the list of what is known when nothing is near. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const known = [...candidates];
  const near = nearest(word, known);
  if (near !== undefined) return `; did you mean "${near}"?`;
  if (known.length === 0) return "";
  const shown = known.slice(0, 12).join(", ");
  return `; known: ${shown}${known.length > 12 ? ", ..." : ""}`;
}

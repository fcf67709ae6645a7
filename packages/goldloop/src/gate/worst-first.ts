import type { RunView } from "./view.ts";

/** Ids of these examples: those tagged `critical` before others, then the worst, then by id. `badness` is larger for worse. */
export function worstFirst(view: RunView, found: readonly { example: number; badness: number }[]): string[] {
  const critical = view.mask("tag critical", (example) => example.tags.includes("critical"));
  return found
    .map(({ example, badness }) => ({
      id: view.table.examples[example]?.id ?? "",
      critical: critical[example] ?? 0,
      badness,
    }))
    .toSorted((a, b) => b.critical - a.critical || b.badness - a.badness || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

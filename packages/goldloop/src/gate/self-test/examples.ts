import type { BlockingExample } from "./document.ts";
import type { Source } from "./source.ts";
import type { Tally } from "./tally.ts";

/** At most so many examples are named. */
const most = 20;

/** The examples whose failures blocked an unchanged system, those that did it most often first. */
export function blockingExamples({ named, blocks }: Tally, sources: readonly Source[]): BlockingExample[] {
  return [...named.values()]
    .map(({ suite, id, times }) => ({ suite, id, passRate: passRateOf(sources, suite, id), share: times / blocks }))
    .toSorted((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1))
    .slice(0, most);
}

/** Examples whose trials do not all have the same verdict. */
export function flakyExamples({ view }: Source): number {
  const { n, passed } = view.passes(view.table.scores);
  return n.filter((trials, i) => (passed[i] ?? 0) > 0 && (passed[i] ?? 0) < trials).length;
}

function passRateOf(sources: readonly Source[], suite: string, id: string): number {
  for (const { view } of sources) {
    const place = suite === view.key || sources.length === 1 ? view.place(id) : undefined;
    if (place === undefined) continue;
    const { n, passed } = view.passes(view.table.scores);
    return (n[place] ?? 0) === 0 ? 0 : (passed[place] ?? 0) / (n[place] ?? 1);
  }
  return 0;
}

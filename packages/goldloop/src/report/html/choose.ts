import type { StoredRun } from "../../run/index.ts";
import { outcomeOf } from "../outcome.ts";

/** Results that one page holds per run. Beyond, failing examples come first, then the others in the dataset's order. */
const mostResults = 40_000;

export interface Chosen {
  /** Ids of the examples to embed; undefined for all. */
  ids: ReadonlySet<string> | undefined;
  /** Ids with a failed or broken trial. */
  failing: ReadonlySet<string>;
}

/** Decides which examples a page holds. One pass over the results; over the examples too when there are too many. */
export async function chooseExamples(run: StoredRun, most = mostResults): Promise<Chosen> {
  const trials = new Map<string, number>();
  const failing = new Set<string>();
  let results = 0;
  for await (const line of run.results()) {
    results += 1;
    trials.set(line.id, (trials.get(line.id) ?? 0) + 1);
    const outcome = outcomeOf(line);
    if (outcome === "failed" || outcome === "error") failing.add(line.id);
  }
  if (results <= most) return { ids: undefined, failing };
  const ids = new Set<string>();
  let left = most;
  const take = (id: string) => {
    const needed = trials.get(id) ?? 0;
    if (ids.has(id) || needed === 0 || needed > left) return;
    ids.add(id);
    left -= needed;
  };
  for (const id of failing) take(id);
  for await (const { id } of run.examples()) take(id);
  return { ids, failing };
}

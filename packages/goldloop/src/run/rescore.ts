import type { Example } from "../dataset/index.ts";
import { subjectOf } from "./execute.ts";
import type { Plan } from "./plan.ts";
import type { ResultLine, ResultScore, StoredRun } from "./record.ts";
import { scoreWith, scoresOfError } from "./score.ts";

/** Which stored lines are scored again, by which scorers. */
export interface RescoreOptions {
  /** Today's version of an example, or undefined to leave it out. */
  exampleOf: (id: string) => Example | undefined;
  /** Names of the scorers to apply. */
  names: ReadonlySet<string>;
  signal?: AbortSignal | undefined;
}

/**
 * The stored outputs of a run under today's scorers, in the order they were recorded (7.3): the target is not called.
 * Judges are asked, several at a time.
 */
export async function* rescore(
  stored: StoredRun,
  plan: Plan,
  { exampleOf, names, signal }: RescoreOptions,
): AsyncGenerator<{ line: ResultLine; scores: ResultScore[] }> {
  const width = Math.max(8, plan.concurrency);
  const ahead: Promise<{ line: ResultLine; scores: ResultScore[] }>[] = [];
  const scored = async (line: ResultLine, example: Example): Promise<{ line: ResultLine; scores: ResultScore[] }> => {
    const scorers = plan.scorersOf(example).filter(({ name }) => names.has(name));
    if (line.error !== null) return { line, scores: scoresOfError(scorers, line.error) };
    return { line, scores: (await scoreWith(scorers, subjectOf(example, line, signal))).scores };
  };
  for await (const line of stored.results()) {
    signal?.throwIfAborted();
    const example = exampleOf(line.id);
    if (example === undefined) continue;
    ahead.push(scored(line, example));
    if (ahead.length >= width) yield await (ahead.shift() as (typeof ahead)[number]);
  }
  for (const one of ahead) yield await one;
}

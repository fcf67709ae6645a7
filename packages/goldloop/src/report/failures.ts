import type { Example } from "../dataset/index.ts";
import type { Json } from "../digest/index.ts";
import type { ResultLine, StoredRun } from "../run/index.ts";
import type { Score } from "../scorer/index.ts";

/** One scorer that an example did not pass in every trial. */
export interface FailedScorer {
  name: string;
  passed: number;
  errors: number;
  trials: number;
  /** Of the first trial that did not pass. */
  trial: number;
  reason: string | null;
  status: Score["status"];
}

/** An example that did not pass everything in every trial. */
export interface Failure {
  id: string;
  example: Example | undefined;
  scorers: FailedScorer[];
  trials: number;
  /** The output, or the error, of the first trial that did not pass. */
  output: Json;
  error: ResultLine["error"];
}

interface Pending {
  trials: number;
  scorers: Map<string, FailedScorer>;
  bad: ResultLine | undefined;
}

/**
 * The failures of a run in dataset order, worst kinds first: critical examples, then those that never passed, then
 * flaky ones. One pass over the results; only what failed is kept.
 */
export async function failuresOf(run: StoredRun): Promise<Failure[]> {
  const pending = new Map<string, Pending>();
  for await (const line of run.results()) take(pending, line);
  const bad = new Map([...pending].filter(([, entry]) => entry.bad !== undefined));
  if (bad.size === 0) return [];
  const failures: Failure[] = [];
  const put = (id: string, entry: Pending, example: Example | undefined): void => {
    failures.push({
      id,
      example,
      scorers: [...entry.scorers.values()].filter(({ passed, trials }) => passed < trials),
      trials: entry.trials,
      output: entry.bad?.output ?? null,
      error: entry.bad?.error ?? null,
    });
  };
  for await (const example of run.examples()) {
    const entry = bad.get(example.id);
    if (entry === undefined) continue;
    bad.delete(example.id);
    put(example.id, entry, example);
  }
  for (const [id, entry] of bad) put(id, entry, undefined);
  return failures.toSorted((a, b) => rank(a) - rank(b));
}

/** Some trials passed, some did not. */
export function isFlaky({ scorers, trials, error }: Failure): boolean {
  return error === null && trials > 1 && scorers.every(({ passed }) => passed > 0);
}

/** Whether an example carries the tag `critical`. */
export function isCritical({ example }: Failure): boolean {
  return example?.tags?.includes("critical") === true;
}

function rank(failure: Failure): number {
  return (isCritical(failure) ? 0 : 2) + (isFlaky(failure) ? 1 : 0);
}

function take(pending: Map<string, Pending>, line: ResultLine): void {
  const isBad = line.error !== null || line.scores.some((score) => score.status === "error" || score.pass === false);
  let entry = pending.get(line.id);
  if (entry === undefined) {
    entry = { trials: 0, scorers: new Map(), bad: undefined };
    pending.set(line.id, entry);
  }
  entry.trials += 1;
  if (isBad) entry.bad ??= line;
  for (const score of line.scores) {
    if (score.status === "skipped" || (score.pass === null && score.status !== "error")) continue;
    let scorer = entry.scorers.get(score.name);
    if (scorer === undefined) {
      scorer = { name: score.name, passed: 0, errors: 0, trials: 0, trial: line.trial, reason: null, status: score.status };
      entry.scorers.set(score.name, scorer);
    }
    scorer.trials += 1;
    if (score.pass === true) scorer.passed += 1;
    else if (scorer.trials - scorer.passed === 1) {
      scorer.trial = line.trial;
      scorer.reason = score.reason ?? null;
      scorer.status = score.status;
    }
    if (score.status === "error") scorer.errors += 1;
  }
}

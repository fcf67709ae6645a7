import type { Example } from "../dataset/index.ts";
import type { ResultLine, StoredRun } from "../run/index.ts";
import { inertLine } from "./inert.ts";
import { outcomeOf } from "./outcome.ts";
import { valueLine } from "./value-line.ts";

/** One scorer that did not pass in every trial of an example. */
export interface FailedScore {
  name: string;
  failed: number;
  errors: number;
  /** Of the first failure, else of the first error; on one line. */
  reason: string;
}

/** An example that failed or broke in at least one trial. */
export interface FailedExample {
  id: string;
  /** Trials that were executed. */
  trials: number;
  /** Trials in which a scorer failed. */
  failed: number;
  /** Trials in which the target or a scorer broke. */
  errors: number;
  /** Trials in which the target broke. */
  targetErrors: number;
  /** Some trials passed and some failed. */
  flaky: boolean;
  scores: FailedScore[];
  /** `code: message` of the first error of the target. */
  error: string | undefined;
  /** The output of the first failed trial (else of the first broken one), on one line. */
  got: string;
  /** Its trial, counted from 0. */
  trial: number;
  /** Filled in by `withExamples`. */
  example: ExampleLines | undefined;
}

/** What is shown of an example, each value on one line. */
interface ExampleLines {
  input: string;
  expected: string | undefined;
  tags: readonly string[];
}

interface Collected extends Omit<FailedExample, "trials" | "flaky" | "scores" | "example"> {
  byScorer: Map<string, FailedScore>;
}

/**
 * Every example of a run that failed or broke, in one pass over the results: those that never passed first, then flaky ones, then
 * those with errors only; within that in the order they were recorded. Holds one line of text per failing example, nothing of the others.
 */
export async function collectFailures(run: StoredRun): Promise<FailedExample[]> {
  // With one trial each there is nothing to count, and a large run would pay for the map.
  const several = run.record.trials > 1;
  const trials = new Map<string, number>();
  const collected = new Map<string, Collected>();
  for await (const line of run.results()) {
    if (several) trials.set(line.id, (trials.get(line.id) ?? 0) + 1);
    const outcome = outcomeOf(line);
    if (outcome === "failed" || outcome === "error") add(collected, line, outcome);
  }
  const failures = [...collected.values()].map(({ byScorer, ...rest }): FailedExample => {
    const executed = several ? (trials.get(rest.id) ?? 0) : 1;
    const flaky = rest.failed > 0 && rest.failed + rest.errors < executed;
    return { ...rest, trials: executed, flaky, scores: [...byScorer.values()], example: undefined };
  });
  return failures.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ failed, flaky }: FailedExample): number {
  if (failed === 0) return 2;
  return flaky ? 1 : 0;
}

function add(collected: Map<string, Collected>, line: ResultLine, outcome: "failed" | "error"): void {
  const entry = collected.get(line.id) ?? blank(line.id);
  if (!collected.has(line.id)) collected.set(line.id, entry);
  // The output of a failure says more than that of a trial that broke.
  if (entry.failed + entry.errors === 0 || (outcome === "failed" && entry.failed === 0)) {
    entry.got = line.error === null ? valueLine(line.output) : "";
    entry.trial = line.trial;
  }
  if (outcome === "failed") entry.failed += 1;
  else entry.errors += 1;
  if (line.error !== null) {
    // Without an output every score is an error too: the target's, which is said once.
    entry.targetErrors += 1;
    entry.error ??= `${line.error.code}: ${inertLine(line.error.message)}`;
    return;
  }
  for (const { name, pass, status, reason } of line.scores) {
    if (status === "error") addScore(entry.byScorer, name, "errors", reason ?? "");
    else if (pass === false) addScore(entry.byScorer, name, "failed", reason ?? "");
  }
}

function blank(id: string): Collected {
  return { id, failed: 0, errors: 0, targetErrors: 0, error: undefined, got: "", trial: 0, byScorer: new Map() };
}

function addScore(scores: Map<string, FailedScore>, name: string, what: "failed" | "errors", reason: string): void {
  const score = scores.get(name) ?? { name, failed: 0, errors: 0, reason: "" };
  if (score.reason === "" || (what === "failed" && score.failed === 0)) score.reason = inertLine(reason);
  score[what] += 1;
  scores.set(name, score);
}

/** Critical examples before others of their rank. Needs the examples. */
export function criticalFirst(failures: readonly FailedExample[]): FailedExample[] {
  return failures.toSorted((a, b) => rank(a) - rank(b) || Number(isCritical(b)) - Number(isCritical(a)));
}

function isCritical({ example }: FailedExample): boolean {
  return example?.tags.includes("critical") === true;
}

function linesOf({ input, expected, tags }: Example): ExampleLines {
  return {
    input: valueLine(input),
    expected: expected === undefined ? undefined : valueLine(expected),
    tags: (tags ?? []).map(inertLine),
  };
}

/** Looks up the examples of failures, in one pass over the run's examples. */
export async function withExamples(run: StoredRun, failures: readonly FailedExample[]): Promise<FailedExample[]> {
  if (failures.length === 0) return [];
  const wanted = new Set(failures.map(({ id }) => id));
  const found = new Map<string, ExampleLines>();
  for await (const example of run.examples()) {
    if (!wanted.has(example.id)) continue;
    found.set(example.id, linesOf(example));
    if (found.size === wanted.size) break;
  }
  return failures.map((failure) => ({ ...failure, example: found.get(failure.id) }));
}

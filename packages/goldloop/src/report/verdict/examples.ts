import { suiteKey } from "../../gate/index.ts";
import type { ResultLine, StoredRun } from "../../run/index.ts";
import { inertLine } from "../inert.ts";
import { outcomeOf } from "../outcome.ts";
import { valueLine } from "../value-line.ts";

/** What one scorer said of an example. */
export interface ScoreDetail {
  name: string;
  /** Trials in which it passed. */
  passed: number;
  /** Of its worst trial; on one line. */
  reason: string;
  /** 0..1, of its worst trial; null when there is none. */
  value: number | null;
  /** Whether it failed or broke in any trial. */
  bad: boolean;
}

/** What a stored run holds of an example, each value on one line. */
export interface ExampleDetail {
  trials: number;
  passed: number;
  /** The output of the worst trial; "" when there is none. */
  got: string;
  /** `code: message` of the first error of the target. */
  error: string | undefined;
  scores: Map<string, ScoreDetail>;
  input: string;
  expected: string | undefined;
  tags: readonly string[];
}

/** Finds an example by its id and the suite of the rule that names it (null: whichever run has it). */
export type Details = (id: string, suite: string | null) => ExampleDetail | undefined;

/** Reads what stored runs hold of the wanted examples: one pass over their results, nothing of the others is kept. */
export async function readDetails(runs: readonly StoredRun[], wanted: ReadonlySet<string>): Promise<Details> {
  const bySuite = new Map<string, Map<string, ExampleDetail>>();
  for (const run of runs) bySuite.set(inertLine(suiteKey(run.record)), await detailsOf(run, wanted));
  return (id, suite) => {
    if (suite !== null) return bySuite.get(suite)?.get(id);
    return [...bySuite.values()].find((details) => details.has(id))?.get(id);
  };
}

interface Collected extends ExampleDetail {
  worst: number;
}

async function detailsOf(run: StoredRun, wanted: ReadonlySet<string>): Promise<Map<string, ExampleDetail>> {
  const found = new Map<string, Collected>();
  if (wanted.size === 0) return found;
  for await (const line of run.results()) {
    const id = inertLine(line.id);
    if (!wanted.has(id)) continue;
    const detail = found.get(id) ?? blank();
    found.set(id, detail);
    add(detail, line);
  }
  let left = found.size;
  for await (const { id, input, expected, tags } of run.examples()) {
    const detail = found.get(inertLine(id));
    if (detail === undefined) continue;
    detail.input = valueLine(input);
    detail.expected = expected === undefined ? undefined : valueLine(expected);
    detail.tags = (tags ?? []).map(inertLine);
    left -= 1;
    if (left === 0) break;
  }
  return found;
}

function blank(): Collected {
  return {
    trials: 0,
    passed: 0,
    got: "",
    error: undefined,
    scores: new Map(),
    input: "",
    expected: undefined,
    tags: [],
    worst: Number.POSITIVE_INFINITY,
  };
}

const ranks = { failed: 0, error: 1, measured: 2, passed: 3 } as const;

function add(detail: Collected, line: ResultLine): void {
  const outcome = outcomeOf(line);
  detail.trials += 1;
  if (outcome === "passed") detail.passed += 1;
  const worth = ranks[outcome] * 10 + mean(line);
  if (worth < detail.worst) {
    detail.worst = worth;
    detail.got = line.error === null ? valueLine(line.output) : "";
  }
  if (line.error !== null) {
    // Without an output every score is an error too: the target's, which is said once.
    detail.error ??= `${inertLine(line.error.code)}: ${inertLine(line.error.message)}`;
    return;
  }
  for (const score of line.scores) addScore(detail.scores, score);
}

function mean({ scores }: ResultLine): number {
  const values = scores.flatMap(({ value }) => value ?? []);
  return values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function addScore(scores: Map<string, ScoreDetail>, score: ResultLine["scores"][number]): void {
  const name = inertLine(score.name);
  const bad = score.pass === false || score.status === "error";
  const detail = scores.get(name) ?? { name, passed: 0, reason: "", value: Number.POSITIVE_INFINITY, bad: false };
  scores.set(name, detail);
  if (score.pass === true) detail.passed += 1;
  const worse = (bad && !detail.bad) || (bad === detail.bad && (score.value ?? 0) < (detail.value ?? 0));
  if (!worse) return;
  detail.bad = bad;
  detail.value = score.value;
  detail.reason = inertLine(score.reason ?? "");
}

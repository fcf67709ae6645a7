import { differences, type PinDifference } from "../config/index.ts";
import type { Json } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import {
  differenceSums,
  gradedBound,
  holm,
  mcnemarExact,
  pairedDifference,
  studentTCdf,
  tangoInterval,
} from "../stats/index.ts";
import type { ResultLine, StoredRun } from "./record.ts";

/** One scorer over the examples that both runs have. */
export interface ScoreDifference {
  /** Examples with this score on both sides and the same test. */
  n: number;
  base: number;
  head: number;
  /** head - base, of the per-example means. Errors count as 0. */
  difference: number;
  improved: number;
  regressed: number;
  unchanged: number;
  /** 95%, two-sided, of the difference; paired by example. */
  interval: [number, number];
  /** Two-sided, that nothing differs: McNemar's exact test for pass or fail, Student's paired t for graded scores and trials. */
  p: number;
  /** `p` corrected over the scores (Holm): below 0.05 says which one moved. */
  adjustedP: number;
}

/** One example whose scores differ. */
export interface ExampleDifference {
  id: string;
  tags: string[];
  input: Json;
  expected: Json | null;
  scores: { name: string; base: number; head: number; reason: string | null }[];
  /** The output of the trial that scored worst on each side. */
  baseOutput: Json;
  headOutput: Json;
}

/** What `goldloop compare` finds. Paired by id and test digest. */
export interface Comparison {
  schema: "goldloop/comparison/v1";
  base: RunRef;
  head: RunRef;
  /** Whether the target differs, as far as its identity tells. */
  appChanged: boolean;
  /** What the two evaluated with that is not the same: dataset, scorers, judges, prices. */
  pins: PinDifference[];
  scores: Record<string, ScoreDifference>;
  regressed: ExampleDifference[];
  improved: ExampleDifference[];
  onlyInBase: string[];
  onlyInHead: string[];
  /** In both, but with another input, expectation, context or scorers. */
  changedTests: string[];
  latencyMs: { base: number | null; head: number | null };
  costUsd: { base: number | null; head: number | null };
}

/** A run in a comparison. */
export interface RunRef {
  id: string;
  suite: string;
  target: string | null;
  pinned: boolean;
  status: string;
  commit: string | null;
}

interface Tally {
  sum: number;
  n: number;
  worst: number;
  worstTrial: number;
  reason: string | null;
}

interface Side {
  testDigest: string;
  scores: Map<string, Tally>;
}

/** Compares two stored runs of one suite. Throws InputError when nothing can be paired. */
export async function compareRuns(base: StoredRun, head: StoredRun): Promise<Comparison> {
  const [before, after] = [await tally(base), await tally(head)];
  const scores: Record<string, ScoreDifference> = {};
  const pairs = new Map<string, [base: number, head: number][]>();
  const changed = new Map<string, { worse: boolean; better: boolean; base: Side; head: Side }>();
  const onlyInBase = [...before.keys()].filter((id) => !after.has(id));
  const onlyInHead: string[] = [];
  const changedTests: string[] = [];
  for (const [id, now] of after) {
    const then = before.get(id);
    if (then === undefined) onlyInHead.push(id);
    else if (then.testDigest !== now.testDigest) changedTests.push(id);
    else {
      for (const [name, score] of now.scores) {
        const old = then.scores.get(name);
        if (old === undefined) continue;
        const direction = addPair((scores[name] ??= empty()), meanOf(old), meanOf(score));
        const own = pairs.get(name) ?? [];
        pairs.set(name, own);
        own.push([meanOf(old), meanOf(score)]);
        if (direction === 0) continue;
        const entry = changed.get(id) ?? { worse: false, better: false, base: then, head: now };
        if (direction < 0) entry.worse = true;
        else entry.better = true;
        changed.set(id, entry);
      }
    }
  }
  if (Object.keys(scores).length === 0) {
    throw new InputError(
      "nothing-to-pair",
      `${base.record.id} and ${head.record.id} have no example and score in common`,
      {
        hint: "compare two runs of the same suite",
      },
    );
  }
  settle(scores, pairs);
  const details = await detail(base, head, changed);
  const isWorse = (id: string): boolean => changed.get(id)?.worse === true;
  return {
    schema: "goldloop/comparison/v1",
    base: refOf(base),
    head: refOf(head),
    appChanged: base.record.targetIdentity.digest !== head.record.targetIdentity.digest,
    pins: differences(base.record.pins, head.record.pins, ""),
    scores: Object.fromEntries(Object.entries(scores).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    regressed: details.filter(({ id }) => isWorse(id)),
    improved: details.filter(({ id }) => !isWorse(id)),
    onlyInBase,
    onlyInHead,
    changedTests,
    latencyMs: { base: base.record.latencyMs?.mean ?? null, head: head.record.latencyMs?.mean ?? null },
    costUsd: { base: base.record.costUsd?.mean ?? null, head: head.record.costUsd?.mean ?? null },
  };
}

function empty(): ScoreDifference {
  const nothing = { n: 0, base: 0, head: 0, difference: 0, improved: 0, regressed: 0, unchanged: 0 };
  return { ...nothing, interval: [-1, 1], p: 1, adjustedP: 1 };
}

/** Turns sums into means, with the interval and the test of each difference. */
function settle(
  scores: Record<string, ScoreDifference>,
  pairs: ReadonlyMap<string, readonly [base: number, head: number][]>,
): void {
  for (const [name, score] of Object.entries(scores)) {
    score.base /= score.n;
    score.head /= score.n;
    score.difference = score.head - score.base;
    const own = pairs.get(name) ?? [];
    const binary = own.every(([base, head]) => (base === 0 || base === 1) && (head === 0 || head === 1));
    const sums = differenceSums(own.map(([base, head]) => head - base));
    score.interval = binary
      ? tangoInterval(sums)
      : [gradedBound(sums, 0.975, "lower"), gradedBound(sums, 0.975, "upper")];
    score.p = binary
      ? mcnemarExact(score.improved, score.regressed).p
      : pairedP(own.map(([base, head]) => head - base));
  }
  const all = Object.values(scores);
  for (const [index, p] of holm(all.map((score) => score.p)).entries()) {
    const score = all[index];
    if (score !== undefined) score.adjustedP = p;
  }
}

/** Two-sided p of Student's paired t; 1 where nothing differs or one pair is all there is. */
function pairedP(changes: readonly number[]): number {
  const { n, mean, standardError } = pairedDifference(changes);
  if (n < 2 || mean === 0) return 1;
  if (standardError === 0) return mcnemarExact(0, n).p;
  return 2 * (1 - studentTCdf(Math.abs(mean / standardError), n - 1));
}

/** Adds a pair; -1 when it got worse, 1 when better. */
function addPair(score: ScoreDifference, base: number, head: number): -1 | 0 | 1 {
  score.n += 1;
  score.base += base;
  score.head += head;
  if (Math.abs(head - base) < 1e-12) {
    score.unchanged += 1;
    return 0;
  }
  if (head < base) {
    score.regressed += 1;
    return -1;
  }
  score.improved += 1;
  return 1;
}

function meanOf(tallied: Tally): number {
  return tallied.sum / tallied.n;
}

async function tally(run: StoredRun): Promise<Map<string, Side>> {
  const sides = new Map<string, Side>();
  for await (const line of run.results()) {
    const side = sides.get(line.id) ?? { testDigest: line.testDigest, scores: new Map<string, Tally>() };
    sides.set(line.id, side);
    for (const score of line.scores) {
      if (score.status === "skipped") continue;
      const value = score.status === "error" ? 0 : ((score.pass === null ? score.value : Number(score.pass)) ?? 0);
      const sum = side.scores.get(score.name) ?? { sum: 0, n: 0, worst: Infinity, worstTrial: 0, reason: null };
      sum.sum += value;
      sum.n += 1;
      if (value < sum.worst) {
        sum.worst = value;
        sum.worstTrial = line.trial;
        sum.reason = score.reason ?? null;
      }
      side.scores.set(score.name, sum);
    }
  }
  return sides;
}

async function detail(
  base: StoredRun,
  head: StoredRun,
  changed: ReadonlyMap<string, { worse: boolean; better: boolean; base: Side; head: Side }>,
): Promise<ExampleDifference[]> {
  const worst = (side: Side): number => {
    let found = { worst: Infinity, worstTrial: 0 };
    for (const score of side.scores.values()) if (score.worst < found.worst) found = score;
    return found.worstTrial;
  };
  const baseOutputs = await outputsOf(base, new Map([...changed].map(([id, { base: side }]) => [id, worst(side)])));
  const headOutputs = await outputsOf(head, new Map([...changed].map(([id, { head: side }]) => [id, worst(side)])));
  const found: ExampleDifference[] = [];
  for await (const example of head.examples()) {
    const entry = changed.get(example.id);
    if (entry === undefined) continue;
    const scores: ExampleDifference["scores"] = [];
    for (const [name, now] of entry.head.scores) {
      const then = entry.base.scores.get(name);
      if (then === undefined || Math.abs(meanOf(then) - meanOf(now)) < 1e-12) continue;
      scores.push({ name, base: meanOf(then), head: meanOf(now), reason: now.reason });
    }
    found.push({
      id: example.id,
      tags: example.tags ?? [],
      input: example.input,
      expected: example.expected ?? null,
      scores,
      baseOutput: baseOutputs.get(example.id) ?? null,
      headOutput: headOutputs.get(example.id) ?? null,
    });
  }
  const drop = ({ scores }: ExampleDifference): number => Math.min(...scores.map(({ base: b, head: h }) => h - b));
  return found.toSorted((a, b) => drop(a) - drop(b));
}

async function outputsOf(run: StoredRun, trials: ReadonlyMap<string, number>): Promise<Map<string, Json>> {
  const outputs = new Map<string, Json>();
  for await (const line of run.results()) {
    if (trials.get(line.id) === line.trial) outputs.set(line.id, outputOf(line));
  }
  return outputs;
}

function outputOf(line: ResultLine): Json {
  return line.error === null ? line.output : `(error: ${line.error.message})`;
}

function refOf({ record }: StoredRun): RunRef {
  return {
    id: record.id,
    suite: record.suite,
    target: record.target,
    pinned: record.pinned,
    status: record.status,
    commit: record.git?.commit ?? null,
  };
}

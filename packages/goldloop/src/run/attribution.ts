import type { Example } from "../dataset/index.ts";
import { shortDigest } from "../digest/index.ts";
import { pairedDifference, pairedInterval } from "../stats/index.ts";
import type { Plan } from "./plan.ts";
import type { ResultScore, StoredRun } from "./record.ts";
import { rescore } from "./rescore.ts";

/** One part of a difference with its 95% interval, in the scores' own unit (0..1). */
export interface DifferencePart {
  value: number;
  interval: [number, number];
}

/**
 * Where the difference of one score between two runs comes from (7.3). `app` + `eval` + `dataset` = `whole`.
 *
 * - `app`: today's scorers on the new outputs minus today's scorers on the old ones
 * - `eval`: today's scorers on the old outputs minus the scores of then
 * - `dataset`: what examples on one side only, and changed ones, make
 */
export interface Attribution {
  /** Mean over all of head's examples minus mean over all of base's. */
  whole: number;
  app: DifferencePart;
  eval: DifferencePart;
  dataset: DifferencePart;
  /** Examples with the same test on both sides. */
  paired: number;
  /** Old outputs that today's scorers could not score; they count as 0. */
  errors: number;
}

/** The parts by score, or why they cannot be told apart. */
export type Attributions = { scores: Record<string, Attribution> } | { unavailable: string; hint: string };

/**
 * Splits the difference of two runs into what the app, the eval and the dataset did to it. Old outputs are scored anew only where a
 * scorer or its judges differ. `plan` makes today's scorers, which must be those of the head run.
 */
export async function attributeDifference(
  base: StoredRun,
  head: StoredRun,
  plan: () => Promise<Plan>,
  signal?: AbortSignal,
): Promise<Attributions> {
  const changed = changedScores(base, head);
  const [before, after] = [await meansOf(base), await meansOf(head)];
  let again = new Map<string, Means>();
  let errors = new Map<string, number>();
  if (changed === "all" || changed.size > 0) {
    const today = await plan();
    const misfit = misfitOf(today, head);
    if (misfit !== undefined) {
      return {
        unavailable: misfit,
        hint: `goldloop run ${head.record.suite}   then compare ${base.record.id} with the new run`,
      };
    }
    ({ means: again, errors } = await scoredAnew(base, head, today, changed, signal));
  }
  const scores: Record<string, Attribution> = {};
  for (const name of [...after.keys()].toSorted()) {
    const old = before.get(name);
    const now = after.get(name);
    if (old === undefined || now === undefined) continue;
    const isChanged = changed === "all" || changed.has(name);
    const found = attribute(old, isChanged ? (again.get(name) ?? new Map()) : old, now);
    if (found !== undefined) scores[name] = { ...found, errors: errors.get(name) ?? 0 };
  }
  return { scores };
}

/** By example: the mean over its trials, and the test that it was. */
type Means = Map<string, { test: string; mean: number }>;

/** Names of scores whose scorer or judge differs; all when what examples bring differs. */
function changedScores(base: StoredRun, head: StoredRun): ReadonlySet<string> | "all" {
  const [old, now] = [base.record.pins, head.record.pins];
  if (JSON.stringify(old.exampleScorers ?? {}) !== JSON.stringify(now.exampleScorers ?? {})) return "all";
  const judges = new Set([...Object.keys(old.judges ?? {}), ...Object.keys(now.judges ?? {})]);
  const moved = [...judges].filter(
    (name) => JSON.stringify(asked(old.judges?.[name])) !== JSON.stringify(asked(now.judges?.[name])),
  );
  const names = [...new Set([...Object.keys(old.scorers), ...Object.keys(now.scorers)])];
  const changed = names.filter((name) => old.scorers[name]?.digest !== now.scorers[name]?.digest);
  // A judge's pin is named after the judge or after the scorer that asks it.
  for (const name of names) {
    const kind = now.scorers[name];
    if (kind === undefined || kind.deterministic) continue;
    if (moved.some((judge) => judge === name || JSON.stringify(kind.options ?? {}).includes(JSON.stringify(judge)))) {
      changed.push(name);
    }
  }
  return new Set(changed);
}

/** What is sent to a judge; its calibration says nothing about a single verdict. */
function asked(pin: { model: string; parameters: unknown; promptDigest: string } | undefined): unknown {
  return pin === undefined ? undefined : [pin.model, pin.parameters, pin.promptDigest];
}

function misfitOf(plan: Plan, { record }: StoredRun): string | undefined {
  if (plan.dataset.digest !== record.pins.dataset.digest) {
    return `the dataset is not the one of ${record.id} any more (${shortDigest(plan.dataset.digest)} now)`;
  }
  const other = plan.suiteScorers.find(({ name, digest }) => record.pins.scorers[name]?.digest !== digest);
  if (other === undefined) return undefined;
  return `the scorer ${other.name} is not the one of ${record.id} any more`;
}

async function meansOf(stored: StoredRun): Promise<Map<string, Means>> {
  const sums = new Sums();
  for await (const line of stored.results()) sums.add(line.id, line.testDigest, line.scores);
  return sums.means();
}

async function scoredAnew(
  base: StoredRun,
  head: StoredRun,
  plan: Plan,
  changed: ReadonlySet<string> | "all",
  signal: AbortSignal | undefined,
): Promise<{ means: Map<string, Means>; errors: Map<string, number> }> {
  const examples = new Map<string, Example>();
  for await (const example of head.examples()) examples.set(example.id, example);
  const tests = new Map<string, string>();
  for await (const line of head.results()) tests.set(line.id, line.testDigest);
  const names = changed === "all" ? namesOf(plan, examples.values()) : changed;
  const sums = new Sums();
  const errors = new Map<string, number>();
  const today = rescore(base, plan, { names, signal, exampleOf: (id) => examples.get(id) });
  for await (const { line, scores } of today) {
    if (tests.get(line.id) !== line.testDigest) continue;
    sums.add(line.id, line.testDigest, scores);
    for (const { name, status } of scores) if (status === "error") errors.set(name, (errors.get(name) ?? 0) + 1);
  }
  return { means: sums.means(), errors };
}

function namesOf(plan: Plan, examples: Iterable<Example>): Set<string> {
  const names = new Set<string>();
  for (const example of examples) for (const { name } of plan.scorersOf(example)) names.add(name);
  return names;
}

class Sums {
  readonly #scores = new Map<string, Map<string, { test: string; sum: number; n: number }>>();

  /** An error counts as 0; a skipped score does not count. A score with a verdict counts as that. */
  add(id: string, test: string, scores: readonly ResultScore[]): void {
    for (const { name, status, pass, value } of scores) {
      if (status === "skipped") continue;
      let examples = this.#scores.get(name);
      if (examples === undefined) this.#scores.set(name, (examples = new Map()));
      let entry = examples.get(id);
      if (entry === undefined) examples.set(id, (entry = { test, sum: 0, n: 0 }));
      entry.sum += status === "error" ? 0 : ((pass === null ? value : Number(pass)) ?? 0);
      entry.n += 1;
    }
  }

  means(): Map<string, Means> {
    return new Map(
      [...this.#scores].map(([name, examples]) => [
        name,
        new Map([...examples].map(([id, { test, sum, n }]) => [id, { test, mean: sum / n }])),
      ]),
    );
  }
}

function attribute(old: Means, again: Means, now: Means): Omit<Attribution, "errors"> | undefined {
  const common = [...now.keys()].filter((id) => {
    const test = now.get(id)?.test;
    return old.get(id)?.test === test && again.get(id)?.test === test;
  });
  const whole = meanOf(now) - meanOf(old);
  if (common.length === 0) return undefined;
  const at = (means: Means, id: string): number => means.get(id)?.mean ?? 0;
  const app = part(common.map((id) => at(now, id) - at(again, id)));
  const evaluation = part(common.map((id) => at(again, id) - at(old, id)));
  const value = whole - app.value - evaluation.value;
  const half = 1.96 * datasetError(old, now, new Set(common));
  const rest = Math.abs(value) < 1e-12 && half < 1e-12 ? 0 : value;
  return {
    whole,
    app,
    eval: evaluation,
    dataset: { value: rest, interval: [rest - half, rest + half] },
    paired: common.length,
  };
}

function part(differences: readonly number[]): DifferencePart {
  const paired = pairedDifference(differences);
  // Nothing that differs is nothing that was scored anew or answered otherwise: no sampling error stands behind it.
  if (differences.every((difference) => difference === 0)) return { value: 0, interval: [0, 0] };
  const [low, high] = pairedInterval(paired);
  return { value: paired.mean, interval: [Math.max(-1, low), Math.min(1, high)] };
}

function meanOf(means: Means): number {
  let sum = 0;
  for (const { mean } of means.values()) sum += mean;
  return sum / means.size;
}

/** Standard error of the dataset's part: each example weighs by how much more it counts in the whole than among the pairs. */
function datasetError(old: Means, now: Means, common: ReadonlySet<string>): number {
  const side = (means: Means): number => {
    const centre = meanOf(means);
    let squares = 0;
    for (const [id, { mean }] of means) {
      const weight = 1 / means.size - (common.has(id) ? 1 / common.size : 0);
      squares += (weight * (mean - centre)) ** 2;
    }
    return squares;
  };
  return Math.sqrt(side(old) + side(now));
}

import type { Regression, SuitePins } from "../config/index.ts";
import type { Json } from "../digest/index.ts";
import type { ScoreColumn } from "./table.ts";
import type { RunView } from "./view.ts";

/** A leaf in which the pins of the baseline (`locked`) and of the run (`now`) differ. */
export interface PinChange {
  path: string;
  locked: unknown;
  now: unknown;
}

/** Every leaf in which two trees differ, by path, in the order of their keys. */
export function changesBetween(locked: unknown, now: unknown, path = ""): PinChange[] {
  if (isTree(locked) && isTree(now)) {
    const keys = [...new Set([...Object.keys(locked), ...Object.keys(now)])].toSorted();
    return keys.flatMap((key) => changesBetween(locked[key], now[key], path === "" ? key : `${path}.${key}`));
  }
  // Absent is written as null: a document that is canonical JSON has no undefined.
  return JSON.stringify(locked) === JSON.stringify(now) ? [] : [{ path, locked: locked ?? null, now: now ?? null }];
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * What keeps the figures of a rule from being compared with the baseline's: the scorers, the judges they ask, or for costs the prices
 * differ (design 4.6), or how the suite asks. Empty when nothing does.
 */
export function otherPins(
  head: RunView,
  base: RunView,
  { metric }: Regression,
  columns: readonly ScoreColumn[],
  baseColumns: readonly ScoreColumn[],
): string[] {
  const [now, then] = [head.table.pins, base.table.pins];
  const found = new Set(otherSettings(now, then));
  if (metric.kind === "distribution") {
    if (metric.metric === "costUsd" && now.prices !== then.prices) found.add("the price table");
    return [...found];
  }
  const suiteScorers = new Set(
    [...columns, ...baseColumns].filter(({ fromSuite }) => fromSuite).map(({ name }) => name),
  );
  for (const name of [...suiteScorers].toSorted()) {
    const [ours, theirs] = [now.scorers[name], then.scorers[name]];
    if (ours === undefined || theirs === undefined || ours.digest !== theirs.digest) found.add(`scorer ${name}`);
  }
  if ([...columns, ...baseColumns].some(({ fromSuite }) => !fromSuite)) {
    for (const kind of changedKinds(now, then)) found.add(`scorer ${kind} of the examples`);
  }
  const judges = new Set([...columns, ...baseColumns].flatMap((column) => column.judges));
  for (const judge of [...judges].toSorted()) {
    if (!sameJudge(now, then, judge)) found.add(`judge ${judge}`);
  }
  return [...found];
}

/**
 * The suite's own scorers and judges that the baseline had and that are gone or not the same: what passes under others is no evidence
 * beside it (design 4.6, 6). New ones only add.
 */
export function replacedPins(now: SuitePins, then: SuitePins): string[] {
  const scorers = Object.keys(then.scorers).filter((name) => now.scorers[name]?.digest !== then.scorers[name]?.digest);
  const judges = Object.keys(then.judges ?? {}).filter((name) => !sameJudge(now, then, name));
  return [
    ...scorers.toSorted().map((name) => `scorer ${name}`),
    ...judges.toSorted().map((name) => `judge ${name}`),
    ...otherSettings(now, then),
  ];
}

/** Settings of a suite that change what its outputs and scores are, beside scorers and judges. Absent is the default. */
const measuring: readonly (readonly [name: string, otherwise: Json, what: string])[] = [
  ["simulatedUser", null, "the simulated user"],
  ["skipJudgesOnFailure", false, "skipJudgesOnFailure"],
];

function otherSettings({ settings: now = {} }: SuitePins, { settings: then = {} }: SuitePins): string[] {
  return measuring
    .filter(([name, otherwise]) => changesBetween(then[name] ?? otherwise, now[name] ?? otherwise).length > 0)
    .map(([, , what]) => what);
}

/**
 * Kinds of scorers that examples bring, in another revision than then. A kind that only one side has belongs to examples that are not
 * paired: the scorers of an example are part of its test digest.
 */
function changedKinds({ exampleScorers: now = {} }: SuitePins, { exampleScorers: then = {} }: SuitePins): string[] {
  return Object.keys(now)
    .filter((kind) => then[kind] !== undefined && then[kind] !== now[kind])
    .toSorted();
}

function sameJudge(now: SuitePins, then: SuitePins, name: string): boolean {
  const [ours, theirs] = [now.judges?.[name], then.judges?.[name]];
  if (ours === undefined || theirs === undefined) return false;
  return (
    ours.model === theirs.model &&
    ours.promptDigest === theirs.promptDigest &&
    changesBetween(theirs.parameters, ours.parameters).length === 0
  );
}

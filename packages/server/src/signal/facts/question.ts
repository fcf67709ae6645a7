import type { QueryParameter } from "../../store/clickhouse/index.ts";
import type { signalGroup, SignalQuery } from "../../api/contract/signals.ts";
import { familyOf, ofTools, ofTraces, ofUsage, sketchedMeasures, type Family, type Measure } from "./measure.ts";
import { withinSeconds, type Interval } from "./interval.ts";
import { scoreFacts } from "./score-facts.ts";
import { toolFacts } from "./tool-facts.ts";
import { traceFacts } from "./trace-facts.ts";
import type { Window } from "./trace-span.ts";
import { usageFacts } from "./usage-facts.ts";

export type Dimension = (typeof signalGroup.options)[number];

const hourMs = 3_600_000;

/** What is to be added up. */
export interface Question {
  measures: readonly Measure[];
  filters: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  groupBy?: Dimension | undefined;
  /** Width of a step in ms; 0: the range as a whole. */
  stepMs: number;
  percentiles: boolean;
}

/** Where the facts are taken from. */
export interface Sources {
  /** What the rollups hold, in whole steps of theirs. */
  rolled: readonly Interval[];
  /** How long the steps are in which they hold them; the question's step is a multiple of it. */
  rolledMinutes: RolledMinutes;
  /** The rest, from spans and scores. */
  raw: readonly Interval[];
  /** Whether there are traces around that last longer than the margin. */
  hasLong: boolean;
}

export type RolledMinutes = 60 | 15;

/** SQL with the parameters that it reads. */
export interface Sql {
  text: string;
  parameters: Record<string, QueryParameter>;
}

/** The sketch of the rollups and of everything that is added to them. */
export const sketchOf = "quantilesDD{state}(0.01, 0.5, 0.9, 0.95, 0.99)";
const stateOf = sketchOf.replace("{state}", "State");
const mergedStateOf = sketchOf.replace("{state}", "MergeState");
/** Percentiles of the others are not asked for. */
export const sketched = `if(measure IN (${sketchedMeasures.map((one) => `'${one}'`).join(", ")}), value, 0)`;
/** The sketch of nothing. */
const noSketch = `arrayReduce('${stateOf}', CAST([] AS Array(Float64)))`;

/** A value as it is added up: exact, so that the order does not matter; beyond 10^12 it is cut. */
export const exactly = (value: string): string => `toDecimal128(greatest(least(${value}, 1e12), -1e12), 12)`;

/** What is added up together: one group or all of them, in one step or over the whole range. */
export interface Total {
  all: boolean;
  whole: boolean;
}

/**
 * SQL of the partial sums: `key, n, total, low, high` and `sketch`, possibly several rows of the same key, which the caller adds
 * up. A key is (2 when it is of the whole range + 1 when it is of all groups, measure, group, step), of which the caller orders
 * and groups: each mention of a column further out costs planning in proportion to everything further in.
 */
export function partialSums(
  project: string,
  question: Question,
  { rolled, rolledMinutes, raw, hasLong }: Sources,
  totals: readonly Total[],
): Sql {
  const parts: string[] = [];
  const families = byFamily(question.measures);
  for (const [family, measures] of raw.length === 0 ? [] : families) {
    const window = { intervals: raw, hasLong, withNames: asksForNames(question) };
    parts.push(rawSums(question, family, measures, { facts: factsOf(question, family, measures, window), totals }));
  }
  // Which names a row goes by differs by family; where none is asked for, all are read at once.
  const readings: [Family, Measure[]][] = asksForNames(question) ? [...families] : [[ofTraces, [...question.measures]]];
  for (const [family, measures] of rolled.length === 0 ? [] : readings) {
    for (const sketches of [true, false]) {
      const some = measures.filter((one) => sketchedMeasures.includes(one) === sketches);
      if (some.length > 0) parts.push(rolledSums(question, family, some, { rolled, minutes: rolledMinutes, totals }));
    }
  }
  const parameters: Record<string, QueryParameter> = { project };
  question.measures.forEach((measure, index) => (parameters[`measure${index}`] = measure));
  for (const [dimension, values] of Object.entries(question.filters)) parameters[dimension] = values;
  return { text: parts.join("\nUNION ALL\n"), parameters };
}

function byFamily(measures: readonly Measure[]): Map<Family, Measure[]> {
  const families = new Map<Family, Measure[]>();
  for (const measure of measures) {
    const family = familyOf(measure);
    families.set(family, [...(families.get(family) ?? []), measure]);
  }
  return families;
}

function asksForNames({ filters, groupBy }: Question): boolean {
  return [...Object.keys(filters), groupBy].some((dimension) => dimension === "model" || dimension === "tool");
}

function factsOf(question: Question, family: Family, measures: readonly Measure[], window: Window): string {
  switch (family) {
    case ofTraces:
      return traceFacts(measures, window);
    case ofUsage:
      return usageFacts(measures, window);
    case ofTools:
      return toolFacts(window);
    default: {
      const byTrace = question.groupBy !== undefined || Object.keys(question.filters).length > 0;
      return scoreFacts(question.measures, window.intervals, byTrace);
    }
  }
}

function rawSums(
  question: Question,
  family: Family,
  measures: readonly Measure[],
  { facts, totals }: { facts: string; totals: readonly Total[] },
): string {
  const { stepMs } = question;
  const step =
    stepMs === 0 ? "toInt64(0)" : `intDiv(toUnixTimestamp64Milli(toDateTime64(at, 3, 'UTC')), ${stepMs}) * ${stepMs}`;
  const keys = keysOf("toString(measure)", groupOf(question, family), step, totals);
  const where = filterOf(question, family);
  // Added up once, further out: each query around these facts costs as much to plan as reading an hour of them.
  if (!question.percentiles) {
    return `SELECT ${keys} AS key, 1 AS n, ${exactly("value")} AS total, value AS low, value AS high FROM (${facts}) WHERE ${where}`;
  }
  const isSketched = measures.some((one) => sketchedMeasures.includes(one));
  return `SELECT key, count() AS n, sum(${exactly("value")}) AS total, min(value) AS low, max(value) AS high,
      ${isSketched ? `${stateOf}(seen)` : noSketch} AS sketch
    FROM (SELECT ${keys} AS key, value${isSketched ? `, ${sketched} AS seen` : ""} FROM (${facts}) WHERE ${where}) GROUP BY key`;
}

function rolledSums(
  question: Question,
  family: Family,
  measures: readonly Measure[],
  { rolled, minutes, totals }: { rolled: readonly Interval[]; minutes: RolledMinutes; totals: readonly Total[] },
): string {
  const { stepMs, percentiles } = question;
  const step = stepMs === 0 ? "toInt64(0)" : `intDiv(toInt64(toUnixTimestamp(at)) * 1000, ${stepMs}) * ${stepMs}`;
  const state = measures.some((one) => sketchedMeasures.includes(one)) ? `${mergedStateOf}(sketch)` : noSketch;
  const names = measures.map((one) => `{measure${question.measures.indexOf(one)}:String}`);
  const hours = withinSeconds("hour", rolled, hourMs);
  // The names within must not hide the columns of the table.
  return `SELECT key, rows AS n, whole AS total, least_value AS low, greatest_value AS high${percentiles ? ", merged AS sketch" : ""} FROM (
    SELECT ${keysOf("toString(measure)", groupOf(question, family), step, totals)} AS key, sum(n) AS rows, sum(total) AS whole,
      min(low) AS least_value, max(high) AS greatest_value${percentiles ? `, ${state} AS merged` : ""}
    FROM rollups
    WHERE project = {project:String} AND measure IN (${names.join(", ")}) AND minutes = ${minutes}
      AND ${hours} AND ${withinSeconds("at", rolled)}
      AND (hour, generation) IN (SELECT hour, generation FROM rollup_hours FINAL WHERE project = {project:String} AND ${hours})
      AND ${filterOf(question, family)}
    GROUP BY key)`;
}

/** SQL that makes a row one of each total that it counts in. */
function keysOf(measure: string, group: string, step: string, totals: readonly Total[]): string {
  const keys = totals.map(
    ({ all, whole }) =>
      `(toUInt8(${(whole ? 2 : 0) + (all ? 1 : 0)}), ${measure}, ${all ? "''" : group}, ${whole ? "toInt64(0)" : `toInt64(${step})`})`,
  );
  return `arrayJoin([${keys.join(", ")}])`;
}

function groupOf({ groupBy }: Question, family: Family): string {
  if (groupBy === undefined) return "''";
  if (groupBy === "environment" || groupBy === "release" || groupBy === "route") return `toString(${groupBy})`;
  if (family.subject === groupBy) return "toString(subject)";
  return `arrayJoin(if(empty(${groupBy}s), [''], ${groupBy}s))`;
}

function filterOf({ filters }: Question, family: Family): string {
  const conditions = Object.keys(filters).map((dimension) => {
    const values = `{${dimension}:Array(String)}`;
    if (dimension !== "model" && dimension !== "tool") return `has(${values}, ${dimension})`;
    return family.subject === dimension ? `has(${values}, subject)` : `hasAny(${dimension}s, ${values})`;
  });
  return conditions.length === 0 ? "1" : conditions.join(" AND ");
}

/** The filters of a query, each as a list. */
export function filtersOf(query: SignalQuery): Question["filters"] {
  const filters: Partial<Record<Dimension, readonly string[]>> = {};
  for (const dimension of ["environment", "release", "model", "route", "tool"] as const) {
    const given = query[dimension];
    if (given !== undefined && given.length > 0) filters[dimension] = typeof given === "string" ? [given] : given;
  }
  return filters;
}

import type { ClickHouse, QueryParameter } from "../store/clickhouse/index.ts";
import { partialSums, sketchOf, type Question, type Sources } from "./facts/question.ts";
import type { Sum } from "./figure.ts";

/** Beyond these the groups with the fewest are left out. */
export const mostGroups = 50;
/** Several signals at once, of many traces, take more memory than one. */
const maxMemoryBytes = 2 * 1024 ** 3;
/** With more steps than that the groups that stay are found first. */
const mostRows = 100_000;

/** What one group adds up to, as a whole and by step. */
export interface Group {
  measure: string;
  group: string;
  /** All groups together, where that was asked for. */
  all: boolean;
  whole: Sum;
  steps: [stepMs: number, sum: Sum][];
}

/** A sum of one step, or of all steps, of one group, or of all groups. */
interface Row extends Sum {
  measure: string;
  grp: string;
  at: number;
  all: 0 | 1;
  whole: 0 | 1;
}

/**
 * Adds up what a question asks for, by measure and group, the groups with the most first; `withAll`: also all groups of a
 * measure together, so that its spans are read once for both. Throws a StoreError.
 */
export async function sumsOf(
  clickhouse: ClickHouse,
  project: string,
  question: Question,
  sources: Sources,
  { withAll = false, signal }: { withAll?: boolean; signal?: AbortSignal | undefined } = {},
): Promise<Group[]> {
  const { text, parameters } = partialSums(project, question, sources);
  const read = async (
    sets: readonly string[],
    condition: string,
    more: Record<string, QueryParameter>,
    limit: number,
  ) =>
    await clickhouse.rows<Row>(
      `SELECT measure, grp, toFloat64(step) AS at, ${sets.length > 2 ? "toUInt8(grouping(grp))" : "toUInt8(0)"} AS all,
         ${sets.length > 1 ? "toUInt8(grouping(step))" : "toUInt8(0)"} AS whole, toFloat64(sum(n)) AS n, toFloat64(sum(total)) AS total,
         min(low) AS low, max(high) AS high, ${quantilesOf(question)} AS quantiles
       FROM (${text}) WHERE ${condition} GROUP BY GROUPING SETS (${sets.join(", ")}) ORDER BY whole DESC, all DESC, sum(n) DESC LIMIT ${limit}
       SETTINGS do_not_merge_across_partitions_select_final = 1, use_index_for_in_with_subqueries = 0,
         prefer_column_name_to_alias = 1`,
      { parameters: { ...parameters, ...more }, maxMemoryBytes, ...(signal === undefined ? {} : { signal }) },
    );
  const ofGroups = "(measure, grp, step)";
  const rows = await read(
    [ofGroups, "(measure, grp)", ...(withAll ? ["(measure, step)", "(measure)"] : [])],
    "1",
    {},
    mostRows + 1,
  );
  const groups = groupsOf(rows);
  if (rows.length <= mostRows) return groups;
  const names = [...new Set(groups.filter(({ all }) => !all).map(({ group }) => group))];
  const steps = await read([ofGroups], "has({names:Array(String)}, grp)", { names }, mostRows * mostGroups);
  return groupsOf([...rows.filter(({ all, whole }) => all === 1 || whole === 1), ...steps]);
}

function quantilesOf({ percentiles }: Question): string {
  return percentiles ? `${sketchOf.replace("{state}", "Merge")}(sketch)` : "CAST([] AS Array(Float64))";
}

/** The groups of each measure with the most, and their steps in order. */
function groupsOf(rows: readonly Row[]): Group[] {
  const found = new Map<string, Group>();
  const keyOf = ({ measure, all, grp }: Row): string => JSON.stringify([measure, all, grp]);
  const count = new Map<string, number>();
  const byCount = (a: Row, b: Row): number =>
    a.measure.localeCompare(b.measure) || a.all - b.all || b.n - a.n || (a.grp < b.grp ? -1 : 1);
  for (const row of rows.filter(({ whole }) => whole === 1).toSorted(byCount)) {
    const place = `${row.measure} ${row.all}`;
    const before = count.get(place) ?? 0;
    count.set(place, before + 1);
    if (before < mostGroups) {
      found.set(keyOf(row), { measure: row.measure, group: row.grp, all: row.all === 1, whole: sumOf(row), steps: [] });
    }
  }
  for (const row of rows.filter(({ whole }) => whole === 0).toSorted((a, b) => a.at - b.at)) {
    found.get(keyOf(row))?.steps.push([row.at, sumOf(row)]);
  }
  return [...found.values()];
}

function sumOf({ n, total, low, high, quantiles }: Row): Sum {
  return { n, total, low, high, quantiles };
}

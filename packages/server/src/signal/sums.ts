import type { ClickHouse } from "../store/clickhouse/index.ts";
import { partialSums, sketchOf, type Question, type Sources, type Total } from "./facts/question.ts";
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
  key: [total: number, measure: string, group: string, stepMs: string | number];
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
  const read = async (totals: readonly Total[], condition: string, names: readonly string[], limit: number) => {
    const { text, parameters } = partialSums(project, question, sources, totals);
    return await clickhouse.rows<Row>(
      `SELECT key, toFloat64(sum(n)) AS n, toFloat64(sum(total)) AS total, min(low) AS low, max(high) AS high,
         ${quantilesOf(question)} AS quantiles
       FROM (${text}) WHERE ${condition} GROUP BY key ORDER BY key.1 DESC, sum(n) DESC LIMIT ${limit}
       SETTINGS do_not_merge_across_partitions_select_final = 1, use_index_for_in_with_subqueries = 0,
         prefer_column_name_to_alias = 1, optimize_aggregators_of_group_by_keys = 0, optimize_group_by_function_keys = 0,
         optimize_injective_functions_in_group_by = 0, optimize_and_compare_chain = 0`,
      { parameters: { ...parameters, names }, maxMemoryBytes, ...(signal === undefined ? {} : { signal }) },
    );
  };
  const ofGroups = { all: false, whole: false };
  const totals = [false, ...(withAll ? [true] : [])].flatMap((all) => [
    { all, whole: false },
    { all, whole: true },
  ]);
  const rows = await read(totals, "1", [], mostRows + 1);
  const groups = groupsOf(rows);
  if (rows.length <= mostRows) return groups;
  const names = [...new Set(groups.filter(({ all }) => !all).map(({ group }) => group))];
  const steps = await read([ofGroups], "has({names:Array(String)}, key.3)", names, mostRows * mostGroups);
  return groupsOf([...rows.filter((row) => isOfAll(row) || isWhole(row)), ...steps]);
}

function quantilesOf({ percentiles }: Question): string {
  return percentiles ? `${sketchOf.replace("{state}", "Merge")}(sketch)` : "CAST([] AS Array(Float64))";
}

function isOfAll({ key }: Row): boolean {
  return key[0] % 2 === 1;
}

function isWhole({ key }: Row): boolean {
  return key[0] >= 2;
}

/** The groups of each measure with the most, and their steps in order. */
function groupsOf(rows: readonly Row[]): Group[] {
  const found = new Map<string, Group>();
  const nameOf = ({ key: [total, measure, group] }: Row): string => JSON.stringify([total % 2, measure, group]);
  const count = new Map<string, number>();
  const byCount = (a: Row, b: Row): number =>
    a.key[1].localeCompare(b.key[1]) || (a.key[0] % 2) - (b.key[0] % 2) || b.n - a.n || (a.key[2] < b.key[2] ? -1 : 1);
  for (const row of rows.filter(isWhole).toSorted(byCount)) {
    const [total, measure, group] = row.key;
    const place = `${measure} ${total}`;
    const before = count.get(place) ?? 0;
    count.set(place, before + 1);
    if (before < mostGroups) {
      found.set(nameOf(row), { measure, group, all: isOfAll(row), whole: sumOf(row), steps: [] });
    }
  }
  const ofSteps = rows.filter((row) => !isWhole(row)).map((row) => ({ row, stepMs: Number(row.key[3]) }));
  for (const { row, stepMs } of ofSteps.toSorted((a, b) => a.stepMs - b.stepMs)) {
    found.get(nameOf(row))?.steps.push([stepMs, sumOf(row)]);
  }
  return [...found.values()];
}

function sumOf({ n, total, low, high, quantiles }: Row): Sum {
  return { n, total, low, high, quantiles };
}

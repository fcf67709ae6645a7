import type { ClickHouse } from "../store/clickhouse/index.ts";
import { partialSums, sketchOf, type Question, type Sources } from "./facts/question.ts";
import type { Sum } from "./figure.ts";

/** Beyond these the groups with the fewest are left out. */
export const mostGroups = 50;
/** Several signals at once, of many traces, take more memory than one. */
const maxMemoryBytes = 2 * 1024 ** 3;

/** What one group adds up to, as a whole and by step. */
export interface Group {
  measure: string;
  group: string;
  /** All groups together, where that was asked for. */
  all: boolean;
  whole: Sum;
  steps: [stepMs: number, sum: Sum][];
}

type Row = [step: number, n: number, total: number, low: number, high: number, quantiles: number[]];

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
  const { percentiles } = question;
  const merged = percentiles ? `, ${sketchOf.replace("{state}", "MergeState")}(sketch) AS merged` : "";
  const quantiles = percentiles ? "finalizeAggregation(merged)" : "CAST([] AS Array(Float64))";
  const wholeQuantiles = percentiles ? `${sketchOf.replace("{state}", "Merge")}(merged)` : "CAST([] AS Array(Float64))";
  const rows = await clickhouse.rows<{ measure: string; is_all: number; grp: string; whole: Row; steps: Row[] }>(
    `SELECT measure, is_all, grp,
       (0, sum(rows), toFloat64(sum(whole_total)), min(least_value), max(greatest_value), ${wholeQuantiles}) AS whole,
       arraySort(s -> s.1, groupArray((step, rows, toFloat64(whole_total), least_value, greatest_value, ${quantiles}))) AS steps
     FROM (
       SELECT measure, grp, ${withAll ? "toUInt8(grouping(grp))" : "toUInt8(0)"} AS is_all, toFloat64(step) AS step, toFloat64(sum(n)) AS rows, sum(total) AS whole_total, min(low) AS least_value,
         max(high) AS greatest_value${merged}
       FROM (${text}) GROUP BY ${withAll ? "GROUPING SETS ((measure, grp, step), (measure, step))" : "measure, grp, step"}
     ) GROUP BY measure, is_all, grp ORDER BY measure, sum(rows) DESC, grp LIMIT ${mostGroups} BY measure, is_all
     SETTINGS do_not_merge_across_partitions_select_final = 1, use_index_for_in_with_subqueries = 0`,
    { parameters, maxMemoryBytes, ...(signal === undefined ? {} : { signal }) },
  );
  return rows.map(({ measure, is_all, grp, whole, steps }) => ({
    measure,
    group: grp,
    all: is_all === 1,
    whole: sumOf(whole),
    steps: steps.map((row) => [row[0], sumOf(row)]),
  }));
}

function sumOf([, n, total, low, high, quantiles]: Row): Sum {
  return { n, total, low, high, quantiles };
}

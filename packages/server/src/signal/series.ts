import { RequestError } from "../api/problem.ts";
import type { SignalQuery, SignalSeries } from "../api/contract/signals.ts";
import type { ClickHouse } from "../store/clickhouse/index.ts";
import type { Projects } from "../store/postgres/projects.ts";
import type { Range } from "../store/spans/spans.ts";
import { definitionOf, measureOf, type Definition, type Statistic } from "./catalogue.ts";
import { filtersOf, type Question } from "./facts/question.ts";
import { figureOf, isPercentile } from "./figure.ts";
import { firstOpenHour } from "./rollup/dirty-hours.ts";
import { releasesIn } from "./releases.ts";
import { sourcesOf } from "./sources.ts";
import { stepOf } from "./step.ts";
import { sumsOf } from "./sums.ts";

const hourMs = 3_600_000;
const points = 120;
const mostPoints = 5_000;

/**
 * A signal over a range, whole or by group: the 50 groups with the most. Undefined for a name that is no signal. Throws a
 * RequestError 400 for a statistic or a grouping that the signal does not have and for too many points; a StoreError.
 */
export async function seriesOf(
  { clickhouse, projects }: { clickhouse: ClickHouse; projects: Projects },
  project: string,
  name: string,
  query: SignalQuery,
  range: Range,
  signal?: AbortSignal,
): Promise<SignalSeries | undefined> {
  const definition = definitionOf(name);
  if (definition === undefined) return undefined;
  const statistic = statisticOf(definition, query.statistic);
  const { retentionDays } = await projects.settings(project);
  const stepMs = stepWithin(query.stepMs, range, firstOpenHour(retentionDays, Date.now()));
  const question: Question = {
    measures: [measureOf(definition, statistic)],
    filters: filtersOf(query),
    groupBy: groupingOf(definition, query.groupBy),
    stepMs,
    percentiles: isPercentile(statistic),
  };
  const reading = { project, range, stepMs, retentionDays, signal };
  const [groups, releases] = await Promise.all([
    sourcesOf(clickhouse, reading).then((sources) => sumsOf(clickhouse, project, question, sources, { signal })),
    releasesIn({ clickhouse, projects }, project, range, question.filters.environment),
  ]);
  const series = groups.map(({ group, whole, steps }) => ({
    group,
    points: steps.flatMap(([timeMs, sum]): [number, number, number][] => {
      const value = figureOf(sum, statistic, definition);
      return value === null ? [] : [[timeMs, value, sum.n]];
    }),
    total: { value: figureOf(whole, statistic, definition), n: whole.n },
  }));
  return {
    signal: unitOf(definition, statistic),
    statistic,
    stepMs,
    series:
      series.length > 0 || question.groupBy !== undefined
        ? series
        : [{ group: "", points: [], total: nothing(statistic) }],
    releases,
  };
}

/** Of what was not there: a count is 0, a measurement is unknown. */
function nothing(statistic: Statistic): { value: number | null; n: number } {
  return { value: statistic === "count" || statistic === "sum" ? 0 : null, n: 0 };
}

/** How many had it, and what a mean is in, is not what a share is in. */
function unitOf({ signal }: Definition, statistic: Statistic): Definition["signal"] {
  if (signal.unit !== "share" || statistic === "rate") return signal;
  return { ...signal, unit: statistic === "count" ? "count" : "score" };
}

function statisticOf({ signal }: Definition, asked: string | undefined): Statistic {
  const statistic = asked === undefined ? signal.statistics[0] : signal.statistics.find((one) => one === asked);
  if (statistic === undefined) {
    const allowed = signal.statistics.join(", ");
    throw new RequestError(
      400,
      "unknown-statistic",
      `this signal has the statistics ${allowed}`,
      `?statistic=${signal.statistics[0]}`,
    );
  }
  return statistic;
}

function groupingOf({ signal }: Definition, asked: SignalQuery["groupBy"]): SignalQuery["groupBy"] {
  if (asked !== undefined && !signal.groupBy.includes(asked)) {
    const allowed = signal.groupBy.join(", ");
    throw new RequestError(
      400,
      "unknown-grouping",
      `this signal is grouped by ${allowed}`,
      `?groupBy=${signal.groupBy[0]}`,
    );
  }
  return asked;
}

/** What is older than the retention is known by whole hours only. */
function stepWithin(asked: number | undefined, range: Range, openMs: number): number {
  const stepMs = asked ?? stepOf(range, points);
  if ((range.toMs - range.fromMs) / stepMs > mostPoints) {
    const least = stepOf(range, mostPoints);
    throw new RequestError(400, "too-many-points", `a series has at most ${mostPoints} points`, `?stepMs=${least}`);
  }
  return range.fromMs < openMs ? Math.ceil(stepMs / hourMs) * hourMs : stepMs;
}

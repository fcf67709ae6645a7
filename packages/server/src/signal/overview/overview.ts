import type { Overview, SignalQuery } from "../../api/contract/signals.ts";
import type { ClickHouse } from "../../store/clickhouse/index.ts";
import type { Projects } from "../../store/postgres/projects.ts";
import type { Range } from "../../store/spans/spans.ts";
import { builtIn, measureOf, scoreSignal, type Definition, type Statistic } from "../catalogue.ts";
import { ofTools, ofTraces, ofUsage, type Measure } from "../facts/measure.ts";
import { filtersOf, type Question } from "../facts/question.ts";
import { figureOf } from "../figure.ts";
import type { Kept } from "../kept.ts";
import { scoreNames } from "../list.ts";
import { releasesSeen } from "../releases.ts";
import { rolledUp, sourcesOf } from "../sources.ts";
import { stepOf } from "../step.ts";
import { sumsOf, type Group } from "../sums.ts";
import { inboxOf, type Found } from "./inbox.ts";
import { releaseChange } from "./release-change.ts";
import { releaseFigures, releaseShares } from "./release-figures.ts";
import { sentenceOf } from "./sentence.ts";

const quarterMs = 900_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const points = 48;
/** What the figures of a release are made of, and what is read along with that. */
const releaseMeasures: readonly Measure[] = [...ofTraces.measures, ...ofUsage.measures, ...ofTools.measures];
/** Of scores so many are shown, the commonest. */
const mostScores = 6;

/**
 * The state at a glance. Each signal shows its first statistic, over the range, from the beginning of its
 * first quarter of an hour, and over as much before.
 * Throws a StoreError.
 */
export async function overviewOf(
  {
    clickhouse,
    projects,
    kept,
    keptInbox,
  }: { clickhouse: ClickHouse; projects: Projects; kept: Kept<Group[]>; keptInbox: Kept<Found[]> },
  project: string,
  query: SignalQuery,
  range: Range,
  signal?: AbortSignal,
): Promise<Overview> {
  const filters = filtersOf(query);
  // Whole hours are read from fewer rows; a small picture of a day does not need more points.
  const stepMs = Math.max(stepOf(range, points), range.toMs - range.fromMs >= dayMs ? hourMs : 0);
  const { retentionDays } = await projects.settings(project);
  const whole = inRolledSteps(range, stepMs);
  const state = rolledUp(clickhouse, { project, retentionDays, signal });
  const [names] = await Promise.all([scoreNames(clickhouse, project), state]);
  // Asked once for all that is read of the range now.
  const sourcesNow = sourcesOf(clickhouse, { project, range: whole.now, stepMs, retentionDays, signal }, state);
  const ask = async (about: Range, question: Omit<Question, "filters">): Promise<Group[]> => {
    if (question.measures.length === 0) return [];
    const sources = await (about === whole.now
      ? sourcesNow
      : sourcesOf(clickhouse, { project, range: about, stepMs: question.stepMs, retentionDays, signal }, state));
    const withAll = question.groupBy !== undefined;
    const sums = (until?: AbortSignal) =>
      sumsOf(clickhouse, project, { ...question, filters }, sources, { withAll, signal: until });
    if (sources.raw.length > 0 || question.stepMs > 0) return await sums(signal);
    // What the rollups alone say is the same until they are computed anew. It is for others as well, so nobody ends it.
    const version = (await state)?.version;
    return await kept.of(JSON.stringify([project, version, sources.rolled, filters, question]), () => sums());
  };
  const definitions = [...builtIn, ...names.slice(0, mostScores).map(scoreSignal)];
  const measures = [...new Set(definitions.map((one) => measureOf(one, firstOf(one))))];
  const ofRelease = measures.filter((one) => releaseMeasures.includes(one));
  const others = measures.filter((one) => !releaseMeasures.includes(one));
  const [byRelease, rest, before, seen, marks, inbox] = await Promise.all([
    ask(whole.now, { measures: ofRelease, groupBy: "release", stepMs, percentiles: true }),
    ask(whole.now, { measures: others, stepMs, percentiles: false }),
    ask(whole.before, { measures, stepMs: 0, percentiles: true }),
    releasesSeen(clickhouse, project, filters.environment),
    projects.markers(project, { fromMs: 0, toMs: range.toMs }),
    sourcesNow.then(async ({ rolled: [hours, ...more] }) => {
      const version = (await state)?.version;
      const settled =
        hours === undefined || more.length > 0 || version === undefined || stepMs % hourMs !== 0
          ? undefined
          : { hours, version, keep: (key: string, read: () => Promise<Found[]>) => keptInbox.of(key, read) };
      return await inboxOf(clickhouse, project, range, filters, settled);
    }),
  ]);
  const now = [...byRelease.filter(({ all }) => all), ...rest];

  const signals = definitions.map((definition) => shown(definition, now, before));
  const figure = (name: string) => signals.find((one) => one.name === name);
  const receiving = seen.length > 0 || (figure("traces")?.n ?? 0) > 0 || (await hasSpans(clickhouse, project));
  const marked = marks.map(({ time, ...mark }) => ({ ...mark, timeMs: Date.parse(time) }));
  const ofReleases = byRelease.filter(({ all }) => !all);
  const releases = releaseFigures(seen, marked, ofReleases, range.toMs);
  return {
    sentence: sentenceOf({
      receiving,
      environment: filters.environment?.length === 1 ? filters.environment[0] : undefined,
      rangeMs: range.toMs - range.fromMs,
      traces: figure("traces")?.n ?? 0,
      tracesBefore: figure("traces")?.before.n ?? 0,
      calls: (figure("tokens")?.n ?? 0) + (figure("toolErrorRate")?.n ?? 0),
      errorRate: figure("errorRate")?.value ?? null,
      errorRateBefore: figure("errorRate")?.before.value ?? null,
      latencyP95Ms: figure("latencyMs")?.value ?? null,
      latencyP95BeforeMs: figure("latencyMs")?.before.value ?? null,
      feedbackRate: figure("feedback")?.value ?? null,
      feedback: figure("feedback")?.n ?? 0,
      change: releaseChange(releases.map((one) => releaseShares(one, ofReleases))),
    }),
    receiving,
    signals,
    stepMs,
    releases,
    inbox,
  };
}

/**
 * The range and the one of the same length before, from where a step of the rollups begins: so they are read from these but for
 * the last hours, where a range to the millisecond would have the spans around its ends read too.
 */
function inRolledSteps(range: Range, stepMs: number): { now: Range; before: Range } {
  const rolledMs = [hourMs, quarterMs].find((one) => stepMs % one === 0) ?? 1;
  const fromMs = Math.floor(range.fromMs / rolledMs) * rolledMs;
  const lengthMs = Math.max(rolledMs, Math.round((range.toMs - fromMs) / rolledMs) * rolledMs);
  return { now: { fromMs, toMs: range.toMs }, before: { fromMs: fromMs - lengthMs, toMs: fromMs } };
}

function firstOf({ signal }: Definition): Statistic {
  return signal.statistics[0] ?? "count";
}

function shown(definition: Definition, now: readonly Group[], before: readonly Group[]): Overview["signals"][number] {
  const statistic = firstOf(definition);
  const measure = measureOf(definition, statistic);
  const { name, title, unit, worse } = definition.signal;
  const of = (groups: readonly Group[]) => groups.find((group) => group.measure === measure);
  const figures = (groups: readonly Group[]) => ({
    value: figureOf(of(groups)?.whole, statistic, definition),
    n: of(groups)?.whole.n ?? 0,
  });
  return {
    name,
    title,
    unit,
    worse,
    ...figures(now),
    before: figures(before),
    points: (of(now)?.steps ?? []).flatMap(([timeMs, sum]): [number, number, number][] => {
      const value = figureOf(sum, statistic, definition);
      return value === null ? [] : [[timeMs, value, sum.n]];
    }),
  };
}

async function hasSpans(clickhouse: ClickHouse, project: string): Promise<boolean> {
  const rows = await clickhouse.rows("SELECT 1 AS found FROM spans WHERE project = {project:String} LIMIT 1", {
    parameters: { project },
  });
  return rows.length > 0;
}

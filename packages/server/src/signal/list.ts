import type { Signal } from "../api/contract/signals.ts";
import type { ClickHouse } from "../store/clickhouse/index.ts";
import { builtIn, scoreSignal } from "./catalogue.ts";
import { moment } from "./facts/interval.ts";
import { isInboxMark } from "./facts/score-facts.ts";

import { arrivedSince } from "./rollup/dirty-hours.ts";
import { progressOf } from "./rollup/progress.ts";

const mostScores = 200;

/** Names of the project's scores that have a number, the commonest first: at most 200. Throws a StoreError. */
export async function scoreNames(clickhouse: ClickHouse, project: string): Promise<string[]> {
  const progress = await progressOf(clickhouse, project, "query");
  // The others are counted in the rollups.
  const recent = progress === undefined ? "1" : `(time >= ${moment(progress.frontierMs)} OR ${arrivedSince(progress)})`;
  const rows = await clickhouse.rows<{ name: string }>(
    `SELECT name FROM (
       SELECT toString(name) AS name, count() AS n FROM scores
         WHERE project = {project:String} AND deleted = 0 AND score IS NOT NULL AND ${recent} AND NOT ${isInboxMark} GROUP BY name
       UNION ALL
       SELECT substring(measure, 7) AS name, sum(n) FROM rollups
         WHERE project = {project:String} AND measure >= 'score.' AND measure < 'score/' AND minutes = 60
         AND (hour, generation) IN (SELECT hour, generation FROM rollup_hours FINAL WHERE project = {project:String}) GROUP BY measure
     ) GROUP BY name ORDER BY sum(n) DESC, name LIMIT ${mostScores}`,
    { parameters: { project } },
  );
  return rows.map(({ name }) => name);
}

/** The signals that the project has. Throws a StoreError. */
export async function signalsOf(clickhouse: ClickHouse, project: string): Promise<Signal[]> {
  const scores = await scoreNames(clickhouse, project);
  return [...builtIn, ...scores.map(scoreSignal)].map(({ signal }) => signal);
}

import { within, type Interval } from "./interval.ts";
import { longestMs, marginMs, namesOf, noNames, rootColumns, traceNames } from "./trace-span.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A score is of the environment, release, route, models and tools of its trace when that started at most this long before. */
export const scoreLookBackMs = 3 * dayMs;
/** Clocks differ. */
export const scoreLookAheadMs = 10 * minuteMs;

/** The mark of an item of the inbox that is done: no feedback. */
export const isInboxMark = "(name = 'reviewed' AND JSONHas(metadata, 'inbox'))";

/** From here on feedback is positive, as in the lists of traces: yes and no are 1 and 0. */
export const positiveFrom = 0.5;

/**
 * SQL of what scores say: a row for each that has a number, at its own time; feedback twice more, as it is and as 1 or 0.
 * `byTrace`: with the dimensions of its trace, else without any. Reads the parameter `project`.
 */
export function scoreFacts(
  measures: readonly string[] | "all",
  intervals: readonly Interval[],
  byTrace: boolean,
): string {
  const wanted =
    measures === "all" ? "1" : `fact.1 IN (${measures.map((_, index) => `{measure${index}:String}`).join(", ")})`;
  const scores = `SELECT trace_id, time AS at, [('score.' || name, assumeNotNull(score))] AS as_score, assumeNotNull(score) AS number,
      arrayConcat(as_score, if(feedback = 1, [('feedback', number), ('feedback.positive', toFloat64(number >= ${positiveFrom}))], [])) AS facts
    FROM scores FINAL
    WHERE project = {project:String} AND deleted = 0 AND score IS NOT NULL AND NOT ${isInboxMark} AND ${within("time", intervals)}`;
  if (!byTrace) {
    return `SELECT at, '' AS environment, '' AS release, '' AS route, '' AS subject, ${noNames} AS models,
        ${noNames} AS tools, fact.1 AS measure, fact.2 AS value
      FROM (${scores}) ARRAY JOIN facts AS fact WHERE ${wanted}`;
  }
  const known = `roots > 0 AND root_start >= at - INTERVAL ${scoreLookBackMs / 1000} SECOND
    AND root_start <= at + INTERVAL ${scoreLookAheadMs / 1000} SECOND`;
  return `SELECT at, if(known, trace_environment, '') AS environment, if(known, trace_release, '') AS release,
      if(known, root_name, '') AS route, '' AS subject, if(known, all_models, []) AS models,
      if(known, all_tools, []) AS tools, fact.1 AS measure, fact.2 AS value, ${known} AS known
    FROM (SELECT * FROM (${scores}) AS score LEFT JOIN (
      SELECT trace_id, ${rootColumns}, ${traceNames}, ${namesOf("model", { withNames: true })} AS all_models, ${namesOf("tool", { withNames: true })} AS all_tools
      FROM spans FINAL PREWHERE trace_id IN (SELECT trace_id FROM (${scores}))
        WHERE project = {project:String} AND ${within("start", intervals, scoreLookBackMs + marginMs, scoreLookAheadMs + longestMs)}
      GROUP BY trace_id
    ) AS trace USING trace_id)
    ARRAY JOIN facts AS fact WHERE ${wanted}`;
}

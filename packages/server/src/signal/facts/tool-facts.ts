import { within } from "./interval.ts";
import { around, dimensions, joined, namesOf, rootColumnNames, rootColumns, type Window } from "./trace-span.ts";

/**
 * SQL of what tool calls say: a row for each, 1 when it failed, at the time and with the dimensions of its trace. Reads the
 * parameter `project`.
 */
export function toolFacts(window: Window): string {
  return `SELECT ${dimensions}, subject, 'toolErrorRate' AS measure, value
    FROM (
      SELECT ${rootColumnNames}, ${joined}, call.1 AS start, call.2 AS subject, call.3 AS own_environment, call.4 AS own_release, toFloat64(call.5) AS value
      FROM (
        SELECT ${rootColumns}, ${namesOf("model", window)} AS all_models, ${namesOf("tool", window)} AS all_tools,
          groupArrayIf((start, toString(tool), toString(environment), toString(release), tool_error), kind = 'tool') AS calls
        FROM spans FINAL WHERE ${around(window)} GROUP BY trace_id HAVING notEmpty(calls)
      ) ARRAY JOIN calls AS call
    ) WHERE ${within("at", window.intervals)}`;
}

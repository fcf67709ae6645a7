import { within } from "./interval.ts";
import { around, countsWithRoot, namesOf, rootColumns, traceNames, type Window } from "./trace-span.ts";

const flagged = (condition: string): string =>
  `toFloat64(arrayExists(s -> ${countsWithRoot("s")}, groupArrayIf(start, ${condition})))`;

const values: Readonly<Record<string, string>> = {
  latencyMs: "root_duration",
  errorRate: flagged("status = 'error'"),
  refusalRate: flagged("refusal = 1"),
  fallbackRate: flagged("fallback = 1"),
  safetyFlags: flagged("notEmpty(detections)"),
};

/**
 * SQL of what traces say that have a root: a row for each trace and measure, at the time of the root, with the environment and
 * release that the root names, or else the first span that does. Reads the parameter `project`.
 */
export function traceFacts(measures: readonly string[], window: Window): string {
  const measured = measures.map((measure) => `('${measure}', ${values[measure] ?? "0."})`);
  return `SELECT root_start AS at, trace_environment AS environment, trace_release AS release, root_name AS route, '' AS subject,
      all_models AS models, all_tools AS tools, fact.1 AS measure, fact.2 AS value
    FROM (
      SELECT ${rootColumns}, ${traceNames}, ${namesOf("model", window)} AS all_models, ${namesOf("tool", window)} AS all_tools,
        [${measured.join(", ")}] AS facts
      FROM spans FINAL WHERE ${around(window)} GROUP BY trace_id
      HAVING roots > 0 AND ${within("root_start", window.intervals)}
    ) ARRAY JOIN facts AS fact`;
}

import { gatheredFor, saysOf, spanNumber, withRepeating, type CountedOnce } from "./counted-once.ts";
import { within } from "./interval.ts";
import { around, dimensions, joined, namesOf, rootColumnNames, rootColumns, type Window } from "./trace-span.ts";

/** A figure of a call: its value, null when it says none, and by which rule one that repeats the calls below it is left out. */
const figures: Readonly<Record<string, { value: string; once: CountedOnce }>> = {
  // Input includes cached tokens and output reasoning, so the two are all.
  tokens: {
    value: `if(${saysOf("usage")}, toFloat64(ifNull(input_tokens, 0) + ifNull(output_tokens, 0)), NULL)`,
    once: "usage",
  },
  costUsd: { value: "cost_usd", once: "cost" },
  timeToFirstTokenMs: { value: "time_to_first_token_ms", once: "usage" },
};

/**
 * SQL of what model calls say: a row for each span and measure, at the time and with the dimensions of its trace, unless it only
 * repeats what a span below it says. Reads the parameter `project`.
 */
export function usageFacts(measures: readonly string[], window: Window): string {
  const known = measures.flatMap((measure) =>
    figures[measure] === undefined ? [] : [{ measure, ...figures[measure] }],
  );
  const rules = [...new Set(known.map(({ once }) => once))];
  const values = known.map(({ value }) => `toFloat64(${value})`);
  // What repeats is worked out by trace, before each of its calls becomes a row.
  const traces = withRepeating(
    rules,
    `SELECT ${rootColumns}, ${namesOf("model", window)} AS all_models, ${namesOf("tool", window)} AS all_tools,
       groupArrayIf((start, toString(model), toString(environment), toString(release), ${spanNumber}, ${values.join(", ")}),
         ${known.map(({ value }) => `(${value}) IS NOT NULL`).join(" OR ")}) AS calls,
       ${rules.map(gatheredFor).join(", ")}
     FROM spans FINAL WHERE ${around(window)} GROUP BY trace_id HAVING notEmpty(calls)`,
  );
  const ofCall = `SELECT ${rootColumnNames}, ${joined}, call.1 AS start, call.2 AS subject, call.3 AS own_environment, call.4 AS own_release`;
  const counts = (index: number, once: CountedOnce): string =>
    `call.${index + 6} IS NOT NULL AND NOT has(${once}_repeating, call.5)`;
  const [only] = known;
  if (known.length === 1 && only !== undefined) {
    return `SELECT ${dimensions}, subject, '${only.measure}' AS measure, value
      FROM (${ofCall}, assumeNotNull(call.6) AS value FROM (${traces}) ARRAY JOIN calls AS call WHERE ${counts(0, only.once)})
      WHERE ${within("at", window.intervals)}`;
  }
  const facts = known.map(
    ({ measure, once }, index) => `if(${counts(index, once)}, [('${measure}', assumeNotNull(call.${index + 6}))], [])`,
  );
  return `SELECT ${dimensions}, subject, fact.1 AS measure, fact.2 AS value
    FROM (${ofCall}, arrayConcat(${facts.join(", ")}) AS facts FROM (${traces}) ARRAY JOIN calls AS call)
    ARRAY JOIN facts AS fact WHERE ${within("at", window.intervals)}`;
}

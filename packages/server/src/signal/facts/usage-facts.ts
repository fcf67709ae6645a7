import { aboveOf, gatheredFor, repeating, saysOf, spanNumber, type CountedOnce } from "./counted-once.ts";
import { within } from "./interval.ts";
import { around, dimensions, namesOf, rootColumnNames, rootColumns, type Window } from "./trace-span.ts";

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
  const facts = known.map(
    ({ measure, once }, index) =>
      `if(call.${index + 6} IS NOT NULL AND NOT has(repeating_${once}, call.5), [('${measure}', assumeNotNull(call.${index + 6}))], [])`,
  );
  // What repeats is worked out by trace, before each of its calls becomes a row.
  return `SELECT ${dimensions}, subject, fact.1 AS measure, fact.2 AS value
    FROM (
      SELECT ${rootColumnNames}, call.1 AS start, call.2 AS subject, call.3 AS own_environment, call.4 AS own_release,
        ${facts.length === 1 ? (facts[0] ?? "[]") : `arrayConcat(${facts.join(", ")})`} AS facts
      FROM (
        SELECT ${rootColumnNames}, calls, ${rules.map((once) => `${repeating(once)} AS repeating_${once}`).join(", ")}
        FROM (
          SELECT ${rootColumnNames}, calls, ${rules.map(aboveOf).join(", ")}
          FROM (
            SELECT ${rootColumns}, ${namesOf("model", window)} AS all_models, ${namesOf("tool", window)} AS all_tools,
              groupArrayIf((start, toString(model), toString(environment), toString(release), ${spanNumber}, ${values.join(", ")}),
                ${known.map(({ value }) => `(${value}) IS NOT NULL`).join(" OR ")}) AS calls,
              ${rules.map(gatheredFor).join(", ")}
            FROM spans FINAL WHERE ${around(window)} GROUP BY trace_id HAVING notEmpty(calls)
          )
        )
      ) ARRAY JOIN calls AS call
    ) ARRAY JOIN facts AS fact WHERE ${within("at", window.intervals)}`;
}

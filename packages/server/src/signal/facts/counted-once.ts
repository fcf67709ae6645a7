/** So many spans that say nothing may lie between a wrapper and the call that it repeats. */
const deepest = 8;

/** What is counted once, and whether a span says it. */
const says = {
  usage: "(input_tokens IS NOT NULL OR output_tokens IS NOT NULL)",
  cost: "cost_usd IS NOT NULL",
} as const;

export type CountedOnce = keyof typeof says;

/** Whether a span says it, as SQL. */
export const saysOf = (what: CountedOnce): string => says[what];

/** A span within its trace as a number: cheaper to gather and to compare than its id. */
export const spanNumber = "cityHash64(span_id)";
const parent = "cityHash64(parent_span_id)";
const noParent = "cityHash64('')";

/** SQL columns over the spans of a trace, of which `withRepeating` works the rest out. */
export function gatheredFor(what: CountedOnce): string {
  return `groupArrayIf((${spanNumber}, ${parent}), ${says[what]}) AS ${what}_said,
    groupArrayIf((${spanNumber}, ${parent}), parent_span_id != '' AND NOT ${says[what]}) AS ${what}_linked`;
}

/**
 * SQL of the rows of `traces` with `<what>_repeating` added: the spans of a trace, as numbers, that only repeat what is said below
 * them. Frameworks put the sum of the inner calls on the span around them, so of those only the innermost count, by the same rule
 * as `traceTotals` of `goldloop/trace`. In many small steps: what is said twice in one query is planned twice, which costs
 * more than the rows of an hour.
 */
export function withRepeating(whats: readonly CountedOnce[], traces: string): string {
  const steps: ((what: CountedOnce) => string)[] = [
    // Mostly no span that says something has another below it, and nothing is to be looked for.
    (what) =>
      `hasAny(tupleElement(${what}_said, 1), arrayConcat(tupleElement(${what}_said, 2), tupleElement(${what}_linked, 2))) AS ${what}_may,
       if(${what}_may, arrayDistinct(arrayMap(one -> one.2, arrayFilter(one -> one.2 != ${noParent} AND one.2 != one.1, ${what}_said))), []) AS ${what}_parents`,
    (what) =>
      `if(hasAny(${what}_parents, tupleElement(${what}_linked, 1)), least(${deepest}, length(${what}_linked)), 0) AS ${what}_steps`,
    // The spans above those that say something.
    (what) =>
      `arrayFold((known, step) -> arrayDistinct(arrayConcat(known, arrayMap(hit -> hit.3, ${amongst(`arraySort(${together("known", `${what}_linked`)})`)}))),
         range(${what}_steps), ${what}_parents) AS ${what}_above`,
    (what) =>
      `if(empty(${what}_above), [], arraySort(${together(`${what}_above`, `${what}_said`)})) AS ${what}_together`,
    (what) => `arrayMap(hit -> hit.1, ${amongst(`${what}_together`)}) AS ${what}_repeating`,
  ];
  return steps.reduce((sql, step) => `SELECT *, ${whats.map(step).join(", ")} FROM (${sql})`, traces);
}

/** Ids, and pairs of (id, parent), as (id, whether it is a pair, parent). */
function together(ids: string, pairs: string): string {
  return `arrayConcat(arrayMap(id -> (id, 0, toUInt64(0)), ${ids}), arrayMap(pair -> (pair.1, 1, pair.2), ${pairs}))`;
}

/**
 * Of what `together` made, sorted, the pairs whose id is one of the ids, as (id, 1, parent). Each pair looks at the id before it:
 * an array that a lambda captures would be copied for each element, which a trace of 10,000 spans cannot afford.
 */
function amongst(sorted: string): string {
  return `arrayFilter((one, id) -> one.2 = 1 AND id.2 = 0 AND id.1 = one.1, ${sorted}, arrayFill(one -> one.2 = 0, ${sorted}))`;
}

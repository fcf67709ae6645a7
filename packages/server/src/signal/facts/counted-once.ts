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

/** SQL columns over the spans of a trace. From these `aboveOf`, and from that `repeating`, each a query further out. */
export function gatheredFor(what: CountedOnce): string {
  return `groupArrayIf((${spanNumber}, ${parent}), ${says[what]}) AS ${what}_said,
    groupArrayIf((${spanNumber}, ${parent}), parent_span_id != '' AND NOT ${says[what]}) AS ${what}_linked`;
}

/** The spans above those that say something; empty where none of these could be among them. With what is needed of `gatheredFor`. */
export function aboveOf(what: CountedOnce): string {
  const [said, linked] = [`${what}_said`, `${what}_linked`];
  const parents = `arrayDistinct(arrayMap(one -> one.2, arrayFilter(one -> one.2 != ${noParent} AND one.2 != one.1, ${said})))`;
  const next = `arrayDistinct(arrayConcat(known, arrayMap(hit -> hit.3, ${amongst("known", linked)})))`;
  const mayRepeat = `hasAny(tupleElement(${said}, 1), arrayConcat(tupleElement(${said}, 2), tupleElement(${linked}, 2)))`;
  return `${said}, if(${mayRepeat}, arrayFold((known, step) -> ${next}, range(least(${deepest}, length(${linked}))), ${parents}), []) AS ${what}_above`;
}

/**
 * SQL of the spans of a trace, as numbers, that only repeat what is said below them. Frameworks put the sum of the inner calls on
 * the span around them, so of those only the innermost count, by the same rule as `traceTotals` of `goldloop/trace`.
 */
export function repeating(what: CountedOnce): string {
  return `if(empty(${what}_above), [], arrayMap(hit -> hit.1, ${amongst(`${what}_above`, `${what}_said`)}))`;
}

/**
 * Of (id, parent) those whose id is one of `ids`, as (id, 1, parent). Sorted together, each pair looks at the id before it: an
 * array that a lambda captures would be copied for each element, which a trace of 10,000 spans cannot afford.
 */
function amongst(ids: string, pairs: string): string {
  const together = `arraySort(arrayConcat(arrayMap(id -> (id, 0, toUInt64(0)), ${ids}), arrayMap(pair -> (pair.1, 1, pair.2), ${pairs})))`;
  return `arrayFilter((one, id) -> one.2 = 1 AND id.2 = 0 AND id.1 = one.1, ${together}, arrayFill(one -> one.2 = 0, ${together}))`;
}

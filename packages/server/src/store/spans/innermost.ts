import { picoUsd } from "./trace-columns.ts";

/** So many spans that say nothing may lie between a wrapper and the call that it repeats. */
const deepest = 8;

/** SQL condition on a span: it says what it used. Cached and reasoning tokens are parts of these two. */
export const saysUsage = "(input_tokens IS NOT NULL OR output_tokens IS NOT NULL)";
export const saysCost = "cost_usd IS NOT NULL";

/** What is added up over a trace: whether a span says it, what it says, and the name of whether any did. */
export const figures = {
  /** 1e-12 USD. */
  pico: { says: saysCost, value: `assumeNotNull(${picoUsd})`, has: "hasPico" },
  /** Input includes cached tokens and output reasoning, so the two are all. */
  tokens: { says: saysUsage, value: "toInt128(ifNull(input_tokens, 0) + ifNull(output_tokens, 0))", has: "hasTokens" },
} as const;

export type Figure = keyof typeof figures;

// A span within its trace as a number: cheaper to gather and to compare than its id.
const id = "cityHash64(span_id)";
const parent = "cityHash64(parent_span_id)";
const noParent = "cityHash64('')";

/** SQL columns over the spans of a trace from which `totalOf` works the figure out. */
export function gathered(figure: Figure): string {
  const { says, value } = figures[figure];
  return `groupArrayIf((${id}, ${parent}, ${value}), ${says}) AS ${figure}Said,
    groupArrayIf((${id}, ${parent}), parent_span_id != '' AND NOT ${says}) AS ${figure}Linked`;
}

/**
 * SQL of the figure of a trace of which `gathered` was selected, an Int128, 0 when no span says it. Each call counts once:
 * frameworks repeat the sum of the inner calls on the span around them, so a span counts only when none below it does, as in
 * `traceTotals` of `goldloop/trace`. The same rule as `totalsOf`, for whole ranges of traces.
 */
export function totalOf(figure: Figure): string {
  const repeated = `arraySum(hit -> hit.4, ${repeating(figure)})`;
  return `arraySum(one -> one.3, ${figure}Said) - if(${mayRepeat(figure)}, ${repeated}, toInt128(0))`;
}

/** SQL of whether a span of the trace says the figure; of what `gathered` selected. */
export function saidOf(figure: Figure): string {
  return `notEmpty(${figure}Said)`;
}

/** Mostly no span that says something has another below it, and nothing is to be looked for. */
function mayRepeat(figure: Figure): string {
  const [said, linked] = [`${figure}Said`, `${figure}Linked`];
  return `hasAny(tupleElement(${said}, 1), arrayConcat(tupleElement(${said}, 2), tupleElement(${linked}, 2)))`;
}

/** Of those that say the figure, the ones with another below them, as `amongst` gives them. */
function repeating(figure: Figure): string {
  const [said, linked] = [`${figure}Said`, `${figure}Linked`];
  const parents = `arrayDistinct(arrayMap(one -> one.2, arrayFilter(one -> one.2 != ${noParent} AND one.2 != one.1, ${said})))`;
  const links = `arrayMap(one -> (one.1, one.2, toInt128(0)), ${linked})`;
  const next = `arrayDistinct(arrayConcat(known, arrayMap(hit -> hit.3, ${amongst("known", links)})))`;
  const steps = `if(hasAny(${parents}, tupleElement(${linked}, 1)), least(${deepest}, length(${linked})), 0)`;
  return amongst(`arrayFold((known, step) -> ${next}, range(${steps}), ${parents})`, said);
}

/**
 * Of (id, parent, value) those whose id is one of `ids`, as (id, 1, parent, value). Sorted together, each looks at the id before
 * it: an array that a lambda captures would be copied for each element, which a trace of 10,000 spans cannot afford.
 */
function amongst(ids: string, spans: string): string {
  const together = `arraySort(arrayConcat(arrayMap(id -> (id, 0, toUInt64(0), toInt128(0)), ${ids}),
    arrayMap(one -> (one.1, 1, one.2, one.3), ${spans})))`;
  return `arrayFilter((one, id) -> one.2 = 1 AND id.2 = 0 AND id.1 = one.1, ${together}, arrayFill(one -> one.2 = 0, ${together}))`;
}

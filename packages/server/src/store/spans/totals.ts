import type { TraceRow } from "../../api/contract/traces.ts";
import { saysCost, saysUsage } from "./innermost.ts";
import { picoUsd } from "./trace-columns.ts";

/**
 * What a span of a trace used: its id, its parent's, input, output, cached and reasoning tokens, and cost in 1e-12 USD as text.
 * Null where it does not say.
 */
export type Use = readonly [
  id: string,
  parent: string,
  input: number | null,
  output: number | null,
  cached: number | null,
  reasoning: number | null,
  pico: string | null,
];

const saysAnything = `(${saysUsage} OR ${saysCost})`;
const use = `(span_id, parent_span_id, toFloat64(input_tokens), toFloat64(output_tokens), toFloat64(cached_input_tokens),
  toFloat64(reasoning_tokens), toString(${picoUsd}))`;

/** SQL over the spans of a trace: its uses, and the spans between them, as `Use`s. */
export const usesSql = `if(countIf(${saysAnything}) > 1, groupArrayIf(${use}, ${saysAnything} OR parent_span_id != ''), groupArrayIf(${use}, ${saysAnything}))`;

/**
 * Tokens and cost of a trace, each call counted once: frameworks repeat the sum of the inner calls on the span around them, so a
 * span counts only when none below it does. The rule of `traceTotals` of `goldloop/trace`, for tokens and for cost each.
 */
export function totalsOf(uses: readonly Use[]): Pick<TraceRow, "usage" | "costUsd"> {
  const usage: TraceRow["usage"] = {};
  const add = (key: keyof TraceRow["usage"], count: number | null): void => {
    if (count !== null) usage[key] = (usage[key] ?? 0) + count;
  };
  for (const [, , input, output, cached, reasoning] of innermost(uses, (one) => one[2] !== null || one[3] !== null)) {
    add("inputTokens", input);
    add("outputTokens", output);
    add("cachedInputTokens", cached);
    add("reasoningTokens", reasoning);
  }
  const priced = innermost(uses, ([, , , , , , pico]) => pico !== null);
  if (priced.length === 0) return { usage };
  const pico = priced.reduce((sum, [, , , , , , cost]) => sum + BigInt(cost ?? 0), 0n);
  return { usage, costUsd: Number(pico) / 1e12 };
}

function innermost(uses: readonly Use[], has: (use: Use) => boolean): Use[] {
  const parents = new Map(uses.map(([id, parent]) => [id, parent]));
  const covered = new Set<string>();
  for (const one of uses) {
    if (!has(one)) continue;
    for (
      let [id, parent] = [one[0], one[1] as string | undefined];
      parent !== undefined && parent !== "" && parent !== id && !covered.has(parent);
    ) {
      covered.add(parent);
      [id, parent] = [parent, parents.get(parent)];
    }
  }
  return uses.filter((one) => has(one) && !covered.has(one[0]));
}

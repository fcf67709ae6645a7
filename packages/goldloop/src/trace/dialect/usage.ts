import { mostTokens, within } from "../bounds.ts";
import type { Usage } from "../span.ts";

/** Token counts as found, in whatever way the sender split them. */
export interface Counts {
  input?: number | undefined;
  output?: number | undefined;
  cacheRead?: number | undefined;
  cacheWrite?: number | undefined;
  reasoning?: number | undefined;
  /** Whether `input` and `output` are known to leave cached and reasoning tokens out. */
  disjoint?: boolean;
}

/**
 * Usage in which input includes cached tokens and output includes reasoning tokens, each counted once. Some
 * instrumentations pass on a provider's split that leaves them out; that shows when a part exceeds its whole, and only
 * then are they added. A count out of bounds is passed on as stated and added to nothing. Undefined when nothing was counted.
 */
export function toUsage(counts: Counts): Usage | undefined {
  const cacheRead = count(counts.cacheRead);
  const cacheWrite = count(counts.cacheWrite) ?? 0;
  const reasoning = count(counts.reasoning);
  let input = count(counts.input);
  let output = count(counts.output);
  const cached = (cacheRead ?? 0) + cacheWrite;
  if (cached > 0 && (input === undefined || counts.disjoint === true || cached > input)) input = (input ?? 0) + cached;
  if (
    reasoning !== undefined &&
    reasoning > 0 &&
    (output === undefined || counts.disjoint === true || reasoning > output)
  ) {
    output = (output ?? 0) + reasoning;
  }
  const usage: Usage = {};
  const stated = [counts.input, counts.output, counts.cacheRead, counts.reasoning];
  [input, output, cacheRead, reasoning].forEach((counted, index) => {
    const value = isOut(stated[index]) ? stated[index] : counted;
    if (value !== undefined) usage[names[index] as keyof Usage] = value;
  });
  return input === undefined && output === undefined && !stated.some(isOut) ? undefined : usage;
}

const names = ["inputTokens", "outputTokens", "cachedInputTokens", "reasoningTokens"] as const;

function isOut(value: number | undefined): boolean {
  return value !== undefined && !within(value, mostTokens);
}

function count(value: number | undefined): number | undefined {
  return isOut(value) ? undefined : value;
}

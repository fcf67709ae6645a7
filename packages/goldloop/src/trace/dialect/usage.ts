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
 * then are they added. Undefined when nothing was counted.
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
  if (input === undefined && output === undefined) return undefined;
  return {
    ...(input === undefined ? {} : { inputTokens: input }),
    ...(output === undefined ? {} : { outputTokens: output }),
    ...(cacheRead === undefined ? {} : { cachedInputTokens: cacheRead }),
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
  };
}

function count(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 ? value : undefined;
}

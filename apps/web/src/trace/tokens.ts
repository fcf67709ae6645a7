import type { TraceRow } from "../api/index.ts";

/** Input and output tokens together; undefined when neither is known. */
export function tokensOf(usage: TraceRow["usage"] | undefined): number | undefined {
  if (usage?.inputTokens === undefined && usage?.outputTokens === undefined) return undefined;
  return (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
}

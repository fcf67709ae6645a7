/** The traces that a signal is about, as the search of their list: what its figure counts, or those that make it large first. */
export function tracesBehind(signal: string): Record<string, string | string[]> {
  if (signal.startsWith("score.")) return { score: [signal.slice("score.".length)] };
  return known[signal] ?? {};
}

const known: Readonly<Record<string, Record<string, string | string[]>>> = {
  errorRate: { status: "error" },
  toolErrorRate: { flag: ["toolError"] },
  toolCalls: { kind: ["tool"] },
  refusalRate: { flag: ["refusal"] },
  fallbackRate: { flag: ["fallback"] },
  safetyFlags: { flag: ["safety"] },
  feedback: { feedback: ["any"] },
  feedbackRate: { feedback: ["any"] },
  latencyMs: { sort: "latency" },
  timeToFirstTokenMs: { sort: "latency" },
  costUsd: { sort: "cost" },
  tokens: { sort: "tokens" },
};

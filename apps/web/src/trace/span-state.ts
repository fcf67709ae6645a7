import type { ScoreJson, SpanJson } from "../api/index.ts";

/** What is wrong with a span, in one word; undefined for a good one. */
export function faultOf(span: SpanJson): "error" | "tool error" | undefined {
  if (toolFailed(span)) return "tool error";
  return span.status.code === "error" ? "error" : undefined;
}

/** A tool that failed: its own span, or a call that the span lists. */
export function toolFailed(span: SpanJson): boolean {
  if (span.kind === "tool" && span.status.code === "error") return true;
  return (span.toolCalls ?? []).some((call) => call.error !== undefined);
}

/**
 * The span that a trace opens at: where its first error began (the innermost failed span, the earliest of several), else
 * the span with the worst bad score, else the root. Undefined without spans.
 */
export function firstToShow(trace: { spans: readonly SpanJson[]; scores: readonly ScoreJson[] }): SpanJson | undefined {
  const failed = trace.spans.filter((span) => faultOf(span) !== undefined);
  const around = new Set(failed.map((span) => span.parentSpanId));
  const byId = new Map(trace.spans.map((span) => [span.spanId, span]));
  for (const span of failed)
    for (
      let parent = span.parentSpanId, steps = 0;
      parent !== undefined && steps < 10_000;
      parent = byId.get(parent)?.parentSpanId, steps++
    )
      around.add(parent);
  const innermost = failed.filter((span) => !around.has(span.spanId));
  const first = earliest(innermost.length > 0 ? innermost : failed);
  if (first) return first;
  const worst = trace.scores
    .filter((one) => one.spanId !== undefined && one.score !== undefined && one.score < 0.5 && byId.has(one.spanId))
    .toSorted((a, b) => (a.score ?? 0) - (b.score ?? 0))[0];
  if (worst?.spanId !== undefined) return byId.get(worst.spanId);
  return earliest(trace.spans.filter((span) => span.parentSpanId === undefined)) ?? earliest(trace.spans);
}

function earliest(spans: readonly SpanJson[]): SpanJson | undefined {
  let found: SpanJson | undefined;
  for (const span of spans) if (found === undefined || span.startTime < found.startTime) found = span;
  return found;
}

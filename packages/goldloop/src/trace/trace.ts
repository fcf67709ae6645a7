import { canonicalSpan } from "./canonical.ts";
import type { RawSpan } from "./otlp/raw.ts";
import type { Span, Trace, Usage } from "./span.ts";

/** The canonical spans of one trace in order of their start; of two that started together the parent goes first. */
export function canonicalTrace(spans: readonly RawSpan[]): Trace {
  const ordered = spans.toSorted((a, b) => {
    if (a.startNanos !== b.startNanos) return a.startNanos < b.startNanos ? -1 : 1;
    return a.parentSpanId === b.spanId ? 1 : b.parentSpanId === a.spanId ? -1 : 0;
  });
  const traceId = ordered[0]?.traceId;
  return { ...(traceId === undefined ? {} : { traceId }), spans: ordered.map(canonicalSpan) };
}

/** What a trace's model calls used together. */
export interface TraceTotals {
  /** Undefined when no span counted tokens. */
  usage?: Usage;
  /** Undefined when no span knew its cost. */
  costUsd?: number;
  /** The model of the last call, when all calls used the same one. */
  model?: string;
}

/**
 * Tokens and cost over a trace, each call counted once: frameworks repeat the sum of the inner calls on the span around
 * them, so a span counts only when none below it counts.
 */
export function traceTotals(trace: Trace): TraceTotals {
  const counted = innermost(trace.spans, (span) => span.usage !== undefined);
  const priced = innermost(trace.spans, (span) => span.costUsd !== undefined);
  const models = new Set(counted.flatMap((span) => span.model ?? []));
  const [model] = models;
  return {
    ...(counted.length === 0
      ? {}
      : { usage: counted.reduce<Usage>((sum, span) => addUsage(sum, span.usage ?? {}), {}) }),
    ...(priced.length === 0 ? {} : { costUsd: priced.reduce((sum, span) => sum + (span.costUsd ?? 0), 0) }),
    ...(model === undefined || models.size > 1 ? {} : { model }),
  };
}

/** The sum of two usages; a count that neither states stays absent. */
export function addUsage(a: Usage, b: Usage): Usage {
  const sum: Usage = {};
  for (const key of ["inputTokens", "outputTokens", "cachedInputTokens", "reasoningTokens"] as const) {
    const [left, right] = [a[key], b[key]];
    if (left !== undefined || right !== undefined) sum[key] = (left ?? 0) + (right ?? 0);
  }
  return sum;
}

/** Spans with the property, without those that have such a span below them. Cycles of parents end the walk. */
function innermost(spans: readonly Span[], has: (span: Span) => boolean): Span[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const covered = new Set<string>();
  for (const span of spans) {
    if (!has(span)) continue;
    for (let parent = span.parentSpanId; parent !== undefined && parent !== span.spanId && !covered.has(parent);) {
      covered.add(parent);
      parent = byId.get(parent)?.parentSpanId;
    }
  }
  return spans.filter((span) => has(span) && !covered.has(span.spanId));
}

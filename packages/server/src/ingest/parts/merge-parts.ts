import { canonicalSpan, type RawSpan, type Span } from "goldloop/trace";
import { overlay, unnamed, untyped } from "./overlay.ts";
import type { Known, SpanPart } from "./part.ts";
import type { StoredSpan } from "./stored-spans.ts";

/**
 * The next version of one span: everything stored of it and all parts together, in whatever order they arrived. Undefined when
 * nobody says which trace it belongs to.
 */
export function mergeParts(parts: readonly SpanPart[], stored: StoredSpan | undefined): RawSpan | undefined {
  const identity = identityOf(parts, stored);
  if (identity === undefined) return undefined;
  const begins = parts.filter(({ order }) => order === "begin");
  const updates = parts.filter(({ order }) => order === "update");
  const [only] = parts;
  if (stored === undefined && parts.length === 1 && only !== undefined) return marked(only, only.toRaw(identity, {}));

  let span = stored?.span;
  const known = (): Known => ({
    ...(span === undefined || span.attributes[untyped] !== undefined ? {} : { kind: span.kind }),
    ...(span === undefined || span.attributes[unnamed] !== undefined ? {} : { name: span.name }),
  });
  for (const part of begins) span = begun(part, span, identity);
  for (const part of updates) {
    const told = canonicalSpan(marked(part, part.toRaw(identity, known())));
    if (part.grows === true && span !== undefined && told.durationMs < span.durationMs) told.durationMs = 0;
    span = span === undefined ? told : overlay(span, told);
  }
  return span === undefined ? undefined : rawOf(span, identity.startNanos, stored);
}

interface Identity {
  traceId: string;
  startNanos: bigint;
}

/** A start never changes: the stored one counts, then the one that the span's begin states. */
function identityOf(parts: readonly SpanPart[], stored: StoredSpan | undefined): Identity | undefined {
  if (stored !== undefined) return { traceId: stored.span.traceId, startNanos: stored.startNanos };
  const ordered = parts.toSorted((a, b) => Number(a.order === "update") - Number(b.order === "update"));
  const traceId = ordered.find((part) => part.traceId !== undefined)?.traceId;
  if (traceId === undefined) return undefined;
  const stated = ordered.find((part) => part.startNanos !== undefined)?.startNanos;
  return { traceId, startNanos: stated ?? ordered[0]?.sentNanos ?? 0n };
}

/** A begin lies under what is known. What had no kind so far is read anew, now that the begin says it. */
function begun(part: SpanPart, above: Span | undefined, identity: Identity): Span {
  const reread = above !== undefined && above.attributes[untyped] !== undefined && part.types;
  const known: Known = reread ? { input: above.input, output: above.output } : {};
  const told = canonicalSpan(marked(part, part.toRaw(identity, known)));
  if (above === undefined) return told;
  if (!reread) return overlay(told, above);
  const { input: _input, output: _output, messages: _messages, toolCalls: _calls, documents: _found, ...rest } = above;
  return overlay(told, rest);
}

function marked(part: SpanPart, raw: RawSpan): RawSpan {
  if (!part.names) raw.attributes[unnamed] = true;
  if (!part.types) raw.attributes[untyped] = true;
  return raw;
}

function rawOf(span: Span, startNanos: bigint, stored: StoredSpan | undefined): RawSpan {
  const { input = null, output = null, messages = [], toolCalls = [], documents = [], attributes } = span;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: 1,
    startNanos,
    endNanos: startNanos + BigInt(Math.round(span.durationMs * 1e6)),
    // what its size is measured by; the merged span counts
    attributes: { ...attributes, input, output, messages, toolCalls, documents } as unknown as RawSpan["attributes"],
    events: [],
    links: [],
    status: { code: 0, message: "" },
    resource: { attributes: {} },
    scope: { name: "", version: "", attributes: {} },
    merged: { span, detections: stored?.detections ?? {} },
  };
}

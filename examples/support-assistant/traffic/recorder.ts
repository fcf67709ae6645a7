import { createHash } from "node:crypto";
import { SpanKind, trace } from "@opentelemetry/api";
import type { HrTime } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace-node";
import type { Visit } from "./customers.ts";
import { randomFrom } from "./random.ts";
import { stated } from "./stated.ts";

/** USD per million tokens, as in goldloop.yaml. */
const price = { input: 0.15, output: 0.6 };

/** Spans of one visit at a time. */
export interface SpanRecorder {
  /** Spans that start from now on belong to this visit: their ids are made from its key. */
  begin(key: string): void;
  /** The spans that have ended since. */
  take(): ReadableSpan[];
}

/** Keeps the spans that end; the assistant finds its tracer through the global provider. */
export function recordSpans(): SpanRecorder {
  let ended: ReadableSpan[] = [];
  let [visit, started] = ["", 0];
  const idGenerator = {
    generateTraceId: () => digest(visit).slice(0, 32),
    generateSpanId: () => digest(`${visit} ${started++}`).slice(0, 16),
  };
  const processor: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => void ended.push(span),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  trace.setGlobalTracerProvider(new NodeTracerProvider({ idGenerator, spanProcessors: [processor] }));
  return {
    begin(key) {
      [visit, started] = [key, 0];
    },
    take() {
      const taken = ended;
      ended = [];
      return taken;
    },
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * The spans of one answer as they would have been at the time of the visit: with the customer, the release and the
 * environment, and with the time that a hosted model of this price takes (300 ms and 9 ms a token), since the
 * extractive writer takes one millisecond.
 */
export function asVisited(spans: ReadableSpan[], visit: Visit, answer: string): ReadableSpan[] {
  const random = randomFrom(`waits ${visit.key}`);
  const resource = resourceFromAttributes({
    "service.name": "support-assistant",
    "service.version": visit.release,
    "deployment.environment.name": "production",
  });
  const waits = new Map(spans.map((span) => [span, waitOf(span, random)]));
  let clock = visit.timeMs;
  const times = new Map<ReadableSpan, { start: number; end: number }>();
  for (const span of spans.filter((one) => one.parentSpanContext !== undefined)) {
    const end = clock + (waits.get(span) ?? 0);
    times.set(span, { start: clock, end });
    clock = end;
  }
  return spans.map((span) => {
    const { start, end } = times.get(span) ?? { start: visit.timeMs, end: clock + 2 };
    const root = span.parentSpanContext === undefined;
    return {
      name: span.name,
      kind: root ? SpanKind.SERVER : span.kind,
      spanContext: () => span.spanContext(),
      parentSpanContext: span.parentSpanContext,
      startTime: hrTime(start),
      endTime: hrTime(end),
      duration: hrTime(end - start),
      status: span.status,
      attributes: {
        ...span.attributes,
        "session.id": visit.sessionId,
        "user.id": visit.userId,
        ...costOf(span),
        ...(root || span.attributes["gen_ai.operation.name"] === "chat" ? stated(answer) : {}),
      },
      links: [],
      events: [],
      ended: true,
      resource,
      instrumentationScope: span.instrumentationScope,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  });
}

function waitOf(span: ReadableSpan, random: () => number): number {
  const tokens = Number(span.attributes["gen_ai.usage.output_tokens"] ?? 0);
  const prompt = Number(span.attributes["gen_ai.usage.input_tokens"] ?? 0);
  const spread = 0.7 + 0.6 * random() + (random() < 0.03 ? 2.5 : 0);
  if (span.attributes["gen_ai.operation.name"] === "chat") return (300 + 9 * tokens + 0.25 * prompt) * spread;
  return (span.attributes["gen_ai.operation.name"] === "retrieval" ? 18 : 45) * spread;
}

function costOf(span: ReadableSpan): Record<string, number> {
  const input = span.attributes["gen_ai.usage.input_tokens"];
  const output = span.attributes["gen_ai.usage.output_tokens"];
  if (typeof input !== "number" || typeof output !== "number") return {};
  return { "gen_ai.usage.cost": (input * price.input + output * price.output) / 1e6 };
}

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

import { createRequire } from "node:module";
import { reasonOf } from "./abort.ts";

/** What is used of the user's own `@opentelemetry/api`; Goldloop itself does not depend on it. */
interface OpenTelemetryApi {
  context: { active(): unknown; with<T>(context: unknown, run: () => T): T };
  trace: {
    setSpanContext(
      context: unknown,
      span: { traceId: string; spanId: string; traceFlags: number; isRemote: boolean },
    ): unknown;
    getTracerProvider(): { getDelegate?(): unknown; forceFlush?(): Promise<void> };
  };
}

/** Joins a module's spans to the run's traces. */
export interface SpanContext {
  /** Runs the call so that spans begun in it continue the trace. */
  run<T>(traceparent: string, call: () => T): T;
  /** Has the spans that ended sent now; calls that end together share one request. Never throws. */
  flush(signal: AbortSignal): Promise<void>;
}

/** A collector that does not answer must not hold up the run: waited for once, then no more. ms */
const longestFlush = 1000;

/**
 * The way into the OpenTelemetry API that the user's file resolves, or undefined when its project has none.
 * `ownFlush` sends the spans of a provider that is not the registered one.
 */
export function findSpanContext(file: string, ownFlush?: () => unknown): SpanContext | undefined {
  const api = findApi(file);
  if (api === undefined) return undefined;
  const flush = coalesced(async () => {
    await Promise.all([flushProvider(api), ownFlush?.()]);
  });
  let hopeless = false;
  return {
    run: (traceparent, call) => {
      const [, traceId, spanId, flags] = traceparent.split("-");
      if (traceId === undefined || spanId === undefined) return call();
      const parent = { traceId, spanId, traceFlags: Number.parseInt(flags ?? "01", 16), isRemote: true };
      return api.context.with(api.trace.setSpanContext(api.context.active(), parent), call);
    },
    flush: async (signal) => {
      if (hopeless) return;
      const flushed = flush().then(
        () => true,
        () => true,
      );
      hopeless = !(await withinTime(flushed, signal));
    },
  };
}

function findApi(file: string): OpenTelemetryApi | undefined {
  try {
    const api = createRequire(file)("@opentelemetry/api") as Partial<OpenTelemetryApi>;
    const usable = typeof api.context?.with === "function" && typeof api.trace?.setSpanContext === "function";
    return usable ? (api as OpenTelemetryApi) : undefined;
  } catch {
    return undefined;
  }
}

async function flushProvider(api: OpenTelemetryApi): Promise<void> {
  const proxy = api.trace.getTracerProvider();
  const provider = (proxy.getDelegate?.() ?? proxy) as { forceFlush?(): Promise<void> };
  await provider.forceFlush?.();
}

/** One run at a time, and one more for all who asked while it was under way: it sees what they had finished. */
function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}

async function withinTime(work: Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) throw reasonOf(signal);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), longestFlush);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

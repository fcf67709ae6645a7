import type { Example } from "../dataset/index.ts";
import type { Json } from "../digest/index.ts";
import { GoldloopError, InfrastructureError, messageOf } from "../error/index.ts";
import { withRetry, type RateLimiter, type Retry } from "../model/index.ts";
import type { OpenTarget, SpanReceiver, TargetContext, TargetResult, Watchdog } from "../target/index.ts";
import { traceTotals } from "../trace/index.ts";
import type { ResultError } from "./record.ts";
import { newTraceIds } from "./trace-ids.ts";

/** How the target is called. */
export interface CallOptions {
  target: OpenTarget;
  timeoutMs: number;
  /** Outputs are recorded ones: the time that it takes to read one is no latency. */
  isReplay: boolean;
  retries: number;
  limiter: RateLimiter | undefined;
  /** What a call has used so far on average: the limiter's estimate for the next one. */
  tokensSeen: () => number;
  receiver: SpanReceiver | undefined;
  /** For targets in this process, which could block it. */
  watchdog: Watchdog | undefined;
  /** Aborted when the run is stopped. */
  signal: AbortSignal;
  attachments: (example: Example) => TargetContext["attachments"];
  onRetry?: ((retry: Retry) => void) | undefined;
}

/** What came of calling the target for one example in one trial. */
export interface Call {
  result: TargetResult | null;
  error: ResultError | null;
  /** Null when it was not measured. */
  latencyMs: number | null;
  attempts: number;
}

/** FNV-1a over the id and the trial: the same seed for the same (example, trial) in every run. */
export function seedOf(id: string, trial: number): number {
  let hash = 0x811c9dc5;
  const text = `${id}\n${trial}`;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 1;
}

/** The run was stopped while the call was under way: nothing is recorded. */
export class Stopped extends Error {}

/** An entry that a replay file lacks was never executed: nothing is recorded, the run is incomplete. */
export class NotExecuted extends Error {}

/**
 * Calls the target once, and again after infrastructure failures only. A timeout, a throw or nothing returned is the
 * application's behaviour and final. Throws Stopped and NotExecuted.
 */
export async function callTarget(input: Json, example: Example, trial: number, options: CallOptions): Promise<Call> {
  let attempts = 0;
  let startedAt = 0;
  // Reading a recorded output takes time too, but not the application's.
  const elapsed = (): number | null => (options.isReplay ? null : performance.now() - startedAt);
  try {
    return await withRetry(
      async () => {
        const admission = await options.limiter?.acquire({ tokens: options.tokensSeen(), signal: options.signal });
        attempts += 1;
        startedAt = performance.now();
        let tokens = 0;
        try {
          const result = await attempt(input, example, trial, options);
          tokens = (result.usage?.inputTokens ?? 0) + (result.usage?.outputTokens ?? 0);
          return { result, error: null, latencyMs: result.latencyMs ?? elapsed(), attempts };
        } catch (error) {
          if (error instanceof InfrastructureError && error.retryAfterMs !== undefined) {
            options.limiter?.pause(error.retryAfterMs);
          }
          throw error;
        } finally {
          admission?.settle(tokens);
        }
      },
      { retries: options.retries, signal: options.signal, onRetry: options.onRetry },
    );
  } catch (error) {
    if (options.signal.aborted) throw new Stopped("stopped", { cause: error });
    if (error instanceof GoldloopError && error.code === "replay-missing") throw new NotExecuted(error.message);
    return { result: null, error: describe(error), latencyMs: attempts === 0 ? null : elapsed(), attempts };
  }
}

async function attempt(input: Json, example: Example, trial: number, options: CallOptions): Promise<TargetResult> {
  const stop = new AbortController();
  const stopped = (): void => stop.abort(options.signal.reason);
  options.signal.addEventListener("abort", stopped, { once: true });
  const { traceId, spanId } = newTraceIds();
  const left = options.watchdog?.enter(trial === 0 ? example.id : `${example.id} (trial ${trial})`);
  let timer: NodeJS.Timeout | undefined;
  const interrupted = new Promise<never>((_, reject) => {
    timer = setTimeout(() => stop.abort(timeout(options.timeoutMs)), options.timeoutMs);
    stop.signal.addEventListener("abort", () => reject(stop.signal.reason as Error), { once: true });
  });
  // The race below may be over before the rejection comes; it is then nobody's concern.
  interrupted.catch(() => undefined);
  try {
    const context: TargetContext = {
      exampleId: example.id,
      trial,
      seed: seedOf(example.id, trial),
      signal: stop.signal,
      traceparent: `00-${traceId}-${spanId}-01`,
      attachments: options.attachments(example),
    };
    const start = (): Promise<TargetResult> => options.target.call(input, context);
    const called = options.watchdog === undefined ? start() : options.watchdog.guard(start, options.timeoutMs);
    const result = await Promise.race([called, interrupted]);
    if (isNothing(result.output)) {
      throw new GoldloopError("no-output", "the target returned nothing");
    }
    if (result.trace === undefined && options.receiver !== undefined) {
      const trace = await options.receiver.take(traceId, { rootParentSpanId: spanId });
      if (trace !== undefined) return { ...traceTotals(trace), ...defined(result), trace };
    }
    return result;
  } finally {
    left?.();
    clearTimeout(timer);
    options.signal.removeEventListener("abort", stopped);
  }
}

/** No output at all, or a blank text: a model that says nothing has not answered. */
function isNothing(output: unknown): boolean {
  return output === undefined || output === null || (typeof output === "string" && output.trim() === "");
}

/** Without the keys that a target gave as undefined, which would hide what its spans tell. */
function defined(result: TargetResult): TargetResult {
  return Object.fromEntries(
    Object.entries(result).filter(([, value]) => value !== undefined),
  ) as unknown as TargetResult;
}

function timeout(ms: number): GoldloopError {
  return new GoldloopError("timeout", `the target did not answer within ${ms} ms`);
}

function describe(error: unknown): ResultError {
  if (error instanceof InfrastructureError)
    return { code: error.code, message: messageOf(error), infrastructure: true };
  if (error instanceof GoldloopError) return { code: error.code, message: messageOf(error) };
  return { code: "target-threw", message: messageOf(error) };
}

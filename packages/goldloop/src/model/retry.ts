import { InfrastructureError } from "../error/index.ts";
import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";

export interface Retry {
  /** 1 for the first repeat. */
  attempt: number;
  delayMs: number;
  error: InfrastructureError;
}

export interface RetryOptions {
  /** How often to try again at most. */
  retries: number;
  signal?: AbortSignal | undefined;
  /** Called before each wait. */
  onRetry?: ((retry: Retry) => void) | undefined;
  clock?: Clock | undefined;
  /** 0..1 */
  random?: (() => number) | undefined;
}

const FIRST_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** Longer than this nobody waits in a run: the failure is reported instead, and `--resume` goes on later. */
const LONGEST_RETRY_AFTER_MS = 5 * 60_000;

/**
 * Calls `fn` again after an InfrastructureError, and after nothing else: a wrong answer, a refused request and an
 * abort are results. Waits as long as the other side asked (`retryAfterMs`, plus up to a tenth so that callers do not
 * return as one), otherwise a random time up to 0.5 s, doubled each time, at most 30 s ("full jitter", M. Brooker,
 * Exponential Backoff and Jitter, 2015). Throws the last error; one that asks for more than five minutes at once.
 */
export async function withRetry<T>(fn: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { retries, signal, onRetry, clock = systemClock, random = Math.random } = options;
  for (let attempt = 0; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await fn(attempt);
    } catch (error) {
      if (!(error instanceof InfrastructureError) || attempt >= retries || signal?.aborted === true) throw error;
      const asked = error.retryAfterMs;
      if (asked !== undefined && asked > LONGEST_RETRY_AFTER_MS) throw error;
      const delayMs =
        asked === undefined
          ? random() * Math.min(LONGEST_BACKOFF_MS, FIRST_MS * 2 ** attempt)
          : asked + (random() * asked) / 10;
      onRetry?.({ attempt: attempt + 1, delayMs, error });
      await clock.sleep(delayMs, signal);
    }
  }
}

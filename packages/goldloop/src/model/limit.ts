import { abortable, systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";

/** What the other side allows a minute. Absent means no limit. */
export interface RateLimits {
  requestsPerMinute?: number | undefined;
  tokensPerMinute?: number | undefined;
}

/** The right to make one call. */
interface Admission {
  /** Replaces the estimate by what the call really used (0 for a call that failed). */
  settle(tokens: number): void;
}

export interface RateLimiter {
  /**
   * Waits until a call may start, first come first served. `tokens` is an estimate of what the call will use.
   * Rejects with the signal's reason when it is aborted while waiting.
   */
  acquire(options?: { tokens?: number | undefined; signal?: AbortSignal | undefined }): Promise<Admission>;
  /** Lets nobody start for `ms` from now: what a 429 asks of everyone who calls the same model. */
  pause(ms: number): void;
}

const MINUTE_MS = 60_000;

interface Admitted {
  at: number;
  tokens: number;
}

/**
 * A sliding window: within any minute at most `requestsPerMinute` calls start and at most `tokensPerMinute` tokens
 * are admitted. A single call that needs more than `tokensPerMinute` starts when the window is empty, since it
 * could never start otherwise. A fraction below one request a minute stretches the window.
 */
export function createRateLimiter(limits: RateLimits = {}, clock: Clock = systemClock): RateLimiter {
  const { requestsPerMinute, tokensPerMinute } = limits;
  const capacity = Math.max(1, Math.floor(requestsPerMinute ?? 1));
  const requestWindowMs = requestsPerMinute === undefined ? 0 : (MINUTE_MS * capacity) / requestsPerMinute;
  const keepMs = Math.max(requestWindowMs, tokensPerMinute === undefined ? 0 : MINUTE_MS);
  const admitted: Admitted[] = [];
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let turn = Promise.resolve();
  let wake: (() => void) | undefined;

  const startOf = (tokens: number): number => {
    const now = clock.now();
    while (admitted[0] !== undefined && admitted[0].at + keepMs <= now) admitted.shift();
    let start = Math.max(now, pausedUntil);
    if (requestsPerMinute !== undefined) {
      const oldest = admitted[admitted.length - capacity];
      if (oldest !== undefined) start = Math.max(start, oldest.at + requestWindowMs);
    }
    if (tokensPerMinute !== undefined) {
      const recent = admitted.filter((entry) => entry.at + MINUTE_MS > now);
      let used = recent.reduce((sum, entry) => sum + entry.tokens, 0);
      for (const entry of recent) {
        if (used === 0 || used + tokens <= tokensPerMinute) break;
        used -= entry.tokens;
        start = Math.max(start, entry.at + MINUTE_MS);
      }
    }
    return start;
  };

  const sleepOrWake = async (ms: number, signal: AbortSignal | undefined): Promise<void> => {
    const woken = new AbortController();
    wake = () => woken.abort();
    const either = signal === undefined ? woken.signal : AbortSignal.any([signal, woken.signal]);
    try {
      await clock.sleep(ms, either);
    } catch (error) {
      signal?.throwIfAborted();
      if (!woken.signal.aborted) throw error;
    } finally {
      wake = undefined;
    }
  };

  return {
    async acquire({ tokens = 0, signal } = {}) {
      const before = turn;
      const { promise, resolve } = Promise.withResolvers<void>();
      turn = promise;
      try {
        await abortable(before, signal);
        for (;;) {
          signal?.throwIfAborted();
          const ms = startOf(tokens) - clock.now();
          if (ms <= 0) break;
          await sleepOrWake(ms, signal);
        }
        const entry: Admitted = { at: clock.now(), tokens };
        if (keepMs > 0) admitted.push(entry);
        return {
          settle: (actual) => {
            entry.tokens = actual;
            wake?.();
          },
        };
      } finally {
        // A caller that gave up while queueing must not let the next one overtake those before it.
        void before.then(resolve);
      }
    },
    pause: (ms) => {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}

import { Overloaded } from "../ingest.ts";

/** Bytes that are held until they are stored. */
export interface Reservation {
  /** Says anew how many they are; never refused, since they are there already. */
  resize(bytes: number): void;
  /** They are stored, or dropped. */
  release(stored: boolean): void;
}

/** Keeps what waits to be stored within a bound. */
export interface Budget {
  /** Throws Overloaded when there is no room. A request that is larger than the bound is taken when nothing else waits. */
  reserve(bytes: number): Reservation;
  /** As `reserve`, without reserving. */
  check(bytes: number): void;
  readonly used: number;
}

const shortestWaitMs = 1_000;
const longestWaitMs = 30_000;
const unknownWaitMs = 5_000;
/** Weight of the newest figure in the rate at which the queue drains. */
const weight = 0.2;

/** Makes a budget of `limit` bytes; `now` is the clock, ms. */
export function createBudget(limit: number, now: () => number): Budget {
  let used = 0;
  /** Bytes per ms, 0 until something was stored. */
  let rate = 0;
  let storedSince = 0;
  let since = now();

  const drained = (bytes: number): void => {
    storedSince += bytes;
    const elapsed = now() - since;
    if (elapsed < 500) return;
    rate = rate === 0 ? storedSince / elapsed : rate * (1 - weight) + (storedSince / elapsed) * weight;
    storedSince = 0;
    since = now();
  };

  /** Until half of the queue is free: senders that come back then find room. */
  const retryAfterMs = (): number => {
    if (rate === 0) return unknownWaitMs;
    const wait = Math.max(0, used - limit / 2) / rate;
    return Math.round(Math.min(longestWaitMs, Math.max(shortestWaitMs, wait)));
  };

  const check = (bytes: number): void => {
    if (used > 0 && used + bytes > limit) throw new Overloaded(retryAfterMs());
  };

  return {
    check,
    reserve(bytes) {
      check(bytes);
      // an idle spell says nothing about how fast the store is
      if (used === 0) since = now();
      used += bytes;
      let held = bytes;
      return {
        resize(next) {
          used += next - held;
          held = next;
        },
        release(stored) {
          used -= held;
          if (stored) drained(held);
          held = 0;
        },
      };
    },
    get used() {
      return used;
    },
  };
}

/** How long it pays to wait for the spans of a call. */
export interface Patience {
  /** ms that the next call may wait. */
  allowance(): number;
  /** Spans arrived, of whatever call. */
  sawSpans(): void;
  /** A call waited so long, and did or did not get spans. */
  waited(ms: number, found: boolean): void;
  /** Whether the target can send spans at all. */
  expect(expected: boolean): void;
}

/** Time enough for a new process to load its SDK and send for the first time. ms */
const probe = 500;
const least = 100;
/** A target that sent none for so many calls in a row has stopped. */
const misses = 20;

/**
 * - A target that cannot send spans is never waited for.
 * - One that might: all calls that end within the first half second after the first one wait until it is over. When no
 *   span came by then, no call waits any more, so a target without spans is held up once, by 0.5 s in all.
 * - One that sends: four times what its slowest recent call took, at least 0.1 s. After 20 calls in a row without a span
 *   it counts as silent, until one arrives.
 */
export function createPatience(now: () => number = () => performance.now()): Patience {
  let expected = true;
  let sends = false;
  let probeEndsAt: number | undefined;
  let slowest = probe / 4;
  let missed = 0;
  return {
    allowance() {
      if (!expected) return 0;
      if (sends) return Math.max(least, slowest * 4);
      probeEndsAt ??= now() + probe;
      return Math.max(0, probeEndsAt - now());
    },
    sawSpans() {
      sends = true;
      missed = 0;
    },
    waited(ms, found) {
      if (found) slowest = Math.max(slowest * 0.9, ms);
      else if (++missed >= misses) sends = false;
    },
    expect(value) {
      expected = value;
    },
  };
}

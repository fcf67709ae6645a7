import { describe, expect, test } from "vitest";
import type { Clock } from "./clock.ts";
import { createRateLimiter } from "./limit.ts";

/** A clock on which sleeping takes no time: it moves on. */
function jumpingClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
    },
  };
}

/** A clock that stands still until told. */
function standingClock(): Clock & { advance(ms: number): Promise<void> } {
  let now = 0;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
      }),
    advance: async (ms) => {
      now += ms;
      for (const sleeper of sleepers) if (sleeper.at <= now) sleeper.wake();
      await settled();
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function starts(limits: Parameters<typeof createRateLimiter>[0], tokens: number[]): Promise<number[]> {
  const clock = jumpingClock();
  const limiter = createRateLimiter(limits, clock);
  const times: number[] = [];
  for (const count of tokens) {
    await limiter.acquire({ tokens: count });
    times.push(clock.now());
  }
  return times;
}

describe("within any minute", () => {
  test("no more than so many requests start", async () => {
    expect(await starts({ requestsPerMinute: 2 }, [0, 0, 0, 0, 0])).toEqual([0, 0, 60_000, 60_000, 120_000]);
  });

  test("a fraction of a request stretches the minute", async () => {
    expect(await starts({ requestsPerMinute: 0.5 }, [0, 0])).toEqual([0, 120_000]);
    expect(await starts({ requestsPerMinute: 1.5 }, [0, 0])).toEqual([0, 40_000]);
  });

  test("no more than so many tokens are used", async () => {
    expect(await starts({ tokensPerMinute: 100 }, [60, 40, 1, 100])).toEqual([0, 0, 60_000, 120_000]);
  });

  test("a call that needs more than the minute holds starts when nothing else counts", async () => {
    expect(await starts({ tokensPerMinute: 100 }, [10, 500, 10])).toEqual([0, 60_000, 120_000]);
  });

  test("nothing waits without limits", async () => {
    expect(await starts({}, [1e9, 1e9])).toEqual([0, 0]);
  });
});

test("tokens that a call did not use free the next one at once", async () => {
  const clock = standingClock();
  const limiter = createRateLimiter({ tokensPerMinute: 100 }, clock);
  const first = await limiter.acquire({ tokens: 100 });
  let started = false;
  const second = limiter.acquire({ tokens: 50 }).then(() => (started = true));
  await settled();
  expect(started).toBe(false);
  first.settle(20);
  await second;
  expect(clock.now()).toBe(0);
});

test("a pause holds everyone, and a longer one that comes while waiting counts", async () => {
  const clock = standingClock();
  const limiter = createRateLimiter({}, clock);
  limiter.pause(1000);
  const order: number[] = [];
  const all = [1, 2].map(async (n) => {
    await limiter.acquire();
    order.push(n);
  });
  await settled();
  limiter.pause(3000);
  limiter.pause(10);
  await clock.advance(1000);
  expect(order).toEqual([]);
  await clock.advance(2000);
  await Promise.all(all);
  expect(order).toEqual([1, 2]);
});

test("first come, first served, also when one in the middle gives up", async () => {
  const clock = standingClock();
  const limiter = createRateLimiter({ requestsPerMinute: 1 }, clock);
  await limiter.acquire();
  const order: string[] = [];
  const enter = async (name: string, signal?: AbortSignal): Promise<void> => {
    try {
      await limiter.acquire({ signal });
      order.push(name);
    } catch (error) {
      order.push(`${name}: ${String(error)}`);
    }
  };
  const controller = new AbortController();
  const all = [enter("a"), enter("b", controller.signal), enter("c")];
  await settled();
  controller.abort("gave up");
  await settled();
  expect(order).toEqual(["b: gave up"]);
  await clock.advance(60_000);
  expect(order).toEqual(["b: gave up", "a"]);
  await clock.advance(60_000);
  await Promise.all(all);
  expect(order).toEqual(["b: gave up", "a", "c"]);
});

test("whoever sleeps can be aborted, and the next one takes the turn", async () => {
  const clock = standingClock();
  const limiter = createRateLimiter({ requestsPerMinute: 1 }, clock);
  await limiter.acquire();
  const controller = new AbortController();
  const first = limiter.acquire({ signal: controller.signal });
  const second = limiter.acquire();
  await settled();
  controller.abort(new Error("stopped"));
  await expect(first).rejects.toThrow("stopped");
  await clock.advance(60_000);
  await second;
});

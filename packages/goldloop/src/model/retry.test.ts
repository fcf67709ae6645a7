import { describe, expect, test } from "vitest";
import { GoldloopError, InfrastructureError, InputError } from "../error/index.ts";
import type { Clock } from "./clock.ts";
import { withRetry } from "./retry.ts";
import type { Retry } from "./retry.ts";

const waits: Clock = { now: () => 0, sleep: async (_ms, signal) => signal?.throwIfAborted() };

async function run(
  failures: unknown[],
  retries: number,
  random = 0.5,
): Promise<{ outcome: unknown; delays: number[] }> {
  const delays: number[] = [];
  const fn = async (attempt: number): Promise<string> => {
    if (attempt < failures.length) throw failures[attempt];
    return `answer ${attempt}`;
  };
  const onRetry = (retry: Retry): void => {
    delays.push(retry.delayMs);
  };
  const outcome = await withRetry(fn, { retries, onRetry, clock: waits, random: () => random }).catch(
    (error: unknown) => error,
  );
  return { outcome, delays };
}

const failed = (retryAfter?: number): InfrastructureError =>
  new InfrastructureError("server-error", "down", { retryAfterMs: retryAfter });

describe("infrastructure failures are retried", () => {
  test("with waits that double and are drawn at random", async () => {
    const { outcome, delays } = await run([failed(), failed(), failed()], 3);
    expect(outcome).toBe("answer 3");
    expect(delays).toEqual([250, 500, 1000]);
    expect((await run([failed(), failed()], 3, 0)).delays).toEqual([0, 0]);
  });

  test("with waits of at most 30 s", async () => {
    const { delays } = await run(
      Array.from({ length: 10 }, () => failed()),
      10,
      1,
    );
    expect(Math.max(...delays)).toBe(30_000);
  });

  test("after at least as long as the other side asked", async () => {
    expect((await run([failed(7000)], 1, 0)).delays).toEqual([7000]);
    expect((await run([failed(7000)], 1, 1)).delays).toEqual([7700]);
    expect((await run([failed(0)], 1, 1)).delays).toEqual([0]);
  });

  test("at most as often as allowed; then the last error counts", async () => {
    const errors = [failed(), failed(), failed()];
    const { outcome, delays } = await run(errors, 2);
    expect(outcome).toBe(errors[2]);
    expect(delays).toHaveLength(2);
    expect((await run([failed()], 0)).delays).toEqual([]);
  });

  test("but not when the other side asks for more than five minutes", async () => {
    const error = failed(3_600_000);
    expect(await run([error], 5)).toEqual({ outcome: error, delays: [] });
  });
});

describe("nothing else is retried", () => {
  test.each([new GoldloopError("request-refused", "no"), new InputError("bad", "no"), new Error("bug"), "text"])(
    "%s",
    async (error) => {
      expect(await run([error], 5)).toEqual({ outcome: error, delays: [] });
    },
  );
});

describe("an abort ends it", () => {
  test("before the first call", async () => {
    let calls = 0;
    const signal = AbortSignal.abort(new Error("stopped"));
    const promise = withRetry(async () => (calls += 1), { retries: 3, signal, clock: waits });
    await expect(promise).rejects.toThrow("stopped");
    expect(calls).toBe(0);
  });

  test("while waiting", async () => {
    const controller = new AbortController();
    let calls = 0;
    const promise = withRetry(
      async () => {
        calls += 1;
        throw failed();
      },
      { retries: 3, signal: controller.signal, clock: waits, onRetry: () => controller.abort(new Error("stopped")) },
    );
    await expect(promise).rejects.toThrow("stopped");
    expect(calls).toBe(1);
  });

  test("and a failure caused by it is not retried", async () => {
    const controller = new AbortController();
    let calls = 0;
    const promise = withRetry(
      async () => {
        calls += 1;
        controller.abort();
        throw failed();
      },
      { retries: 3, signal: controller.signal, clock: waits },
    );
    await expect(promise).rejects.toThrow("down");
    expect(calls).toBe(1);
  });
});

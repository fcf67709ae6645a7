import { pino } from "pino";
import { expect, test, vi } from "vitest";
import { createMetrics } from "../observe/index.ts";
import { startWorker, type Exclusively, type Job } from "./worker.ts";

const alone: Exclusively = async (_name, work) => {
  await work();
  return true;
};
const surroundings = { exclusively: alone, metrics: createMetrics(), log: pino({ level: "silent" }) };

function job(run: Job["run"]): Job {
  return { name: "test", everyMs: 1, firstMs: 0, run };
}

test("a job comes round, also after it failed", async () => {
  let turns = 0;
  const worker = startWorker(
    [
      job(() => {
        turns += 1;
        return turns === 1 ? Promise.reject(new Error("once")) : Promise.resolve();
      }),
    ],
    surroundings,
  );
  await vi.waitFor(() => expect(turns).toBeGreaterThan(3));
  await worker.close();
});

test("a job never overlaps itself, and closing tells it to stop and waits for it", async () => {
  let running = 0;
  let most = 0;
  let ended = false;
  const worker = startWorker(
    [
      job(async (signal) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((done) => signal.addEventListener("abort", () => setImmediate(done), { once: true }));
        running -= 1;
        ended = true;
      }),
    ],
    surroundings,
  );
  await vi.waitFor(() => expect(running).toBe(1));
  await worker.close();
  expect({ most, ended, running }).toEqual({ most: 1, ended: true, running: 0 });
});

test("a job that runs elsewhere is counted as such", async () => {
  const metrics = createMetrics();
  const worker = startWorker([job(() => Promise.reject(new Error("must not run")))], {
    ...surroundings,
    metrics,
    exclusively: () => Promise.resolve(false),
  });
  await vi.waitFor(async () => expect(await metrics.registry.metrics()).toMatch(/outcome="elsewhere"/));
  await worker.close();
  expect(await metrics.registry.metrics()).not.toMatch(/outcome="(?:done|failed)"/);
});

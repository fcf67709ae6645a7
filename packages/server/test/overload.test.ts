import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { otlpSpan, traceRequest } from "./spans.ts";
import { startTestServer, type TestServer } from "./server.ts";

/** Small, so that a test of some seconds fills it; the bench of a minute has the default. */
const queueBytes = 4 * 1024 * 1024;
const senders = 24;
const requestsEach = 12;
const spansPerRequest = 150;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    variables: { GOLDLOOP_MAX_QUEUE: String(queueBytes), GOLDLOOP_MAX_BODY: "2MiB", GOLDLOOP_MAX_SPAN: "1MiB" },
  });
});
afterAll(() => server?.remove());

test("senders that are faster than the store are told to wait, and those that do lose nothing", async () => {
  const from = Date.now() - 3_600_000;
  const refusals: { status: number; retryAfter: number }[] = [];
  const sent: string[] = [];
  await Promise.all(
    Array.from({ length: senders }, async () => {
      for (let index = 0; index < requestsEach; index++) {
        const spans = Array.from({ length: spansPerRequest }, () =>
          otlpSpan({ attributes: { "output.value": "x".repeat(700) } }),
        );
        const body = JSON.stringify(traceRequest(spans));
        for (;;) {
          const { status, headers } = await server.post("/v1/traces", body, { "content-type": "application/json" });
          if (status === 200) break;
          const retryAfter = Number(headers.get("retry-after"));
          refusals.push({ status, retryAfter });
          await delay(Math.min(retryAfter, 5) * 1000);
        }
        sent.push(...spans.map(({ traceId }) => traceId));
      }
    }),
  );
  expect(refusals.length).toBeGreaterThan(0);
  expect(refusals.filter(({ status, retryAfter }) => ![429, 503].includes(status) || !(retryAfter > 0))).toEqual([]);
  const { body } = await server.get(`/api/v1/signals/traces?from=${from}`);
  expect(body.series[0].total.n).toBe(sent.length);
  // Both databases, three threads and what Node itself takes; the queue adds no more than its bound.
  expect(residentMebibytes()).toBeLessThan(2048);
});

function residentMebibytes(): number {
  const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / 1024;
}

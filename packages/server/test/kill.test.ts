import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { otlpSpan, traceRequest } from "./spans.ts";
import { startTestServer, type TestServer } from "./server.ts";

const rounds = 20;
const senders = 4;
const spansPerRequest = 25;
const hourMs = 3_600_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.remove());

test(`SIGKILL ${rounds} times during ingest: every acknowledged span is there once`, { timeout: 300_000 }, async () => {
  const from = Date.now() - hourMs;
  const acknowledged = new Set<string>();
  const sent = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const killed = new AbortController();
    const sending = Array.from({ length: senders }, () => sendUntil(killed.signal, sent, acknowledged));
    // The moment is what is tested: before the first commit of a start, right after one, or in the middle of a later one.
    const enough = acknowledged.size + spansPerRequest * Math.floor(Math.random() * 10);
    await expect.poll(() => acknowledged.size, { timeout: 30_000, interval: 5 }).toBeGreaterThanOrEqual(enough);
    await delay(Math.random() * 100);
    await server.kill();
    killed.abort();
    await Promise.all(sending);
    await server.restart();
  }
  expect(acknowledged.size).toBeGreaterThan(rounds * spansPerRequest);

  const stored = await storedSpans(from);
  const known = new Set(stored);
  expect([...acknowledged].filter((id) => !known.has(id))).toEqual([]);
  expect(stored.length).toBe(known.size);
  expect(stored.filter((id) => !sent.has(id))).toEqual([]);
  const { body } = await server.get(`/api/v1/signals/traces?from=${from}`);
  expect(body.series[0].total.n).toBe(stored.length);
});

/** Sends requests of root spans one after the other until told that the server is gone. */
async function sendUntil(signal: AbortSignal, sent: Set<string>, acknowledged: Set<string>): Promise<void> {
  while (!signal.aborted) {
    const spans = Array.from({ length: spansPerRequest }, () =>
      otlpSpan({ startMs: Date.now() - Math.random() * 60_000 }),
    );
    for (const { traceId } of spans) sent.add(traceId);
    try {
      const { status } = await server.post("/v1/traces", traceRequest(spans));
      if (status === 200) for (const { traceId } of spans) acknowledged.add(traceId);
    } catch {
      // The connection was cut: whether these were stored is not known, and nothing was promised.
      await delay(5);
    }
  }
}

/** Trace ids of every page of the list. */
async function storedSpans(from: number): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await server.get(`/api/v1/traces?from=${from}&limit=500${page}`);
    found.push(...body.traces.map(({ traceId }: { traceId: string }) => traceId));
    cursor = body.next;
  } while (cursor !== undefined);
  return found;
}

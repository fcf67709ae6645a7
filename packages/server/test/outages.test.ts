import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startClickHouseBridge, type ClickHouseBridge } from "./clickhouse-bridge.ts";
import { postgresInstalled, startPostgres, type PostgresServer } from "./postgres.ts";
import { otlpSpan, traceRequest } from "./spans.ts";
import { startTestServer, type TestServer } from "./server.ts";

const rounds = 3;
const hourMs = 3_600_000;

describe.skipIf(!postgresInstalled)("a server over both databases by URL (skipped without PostgreSQL 15)", () => {
  let postgres: PostgresServer;
  let clickhouse: ClickHouseBridge;
  let server: TestServer;
  beforeAll(async () => {
    [postgres, clickhouse] = await Promise.all([startPostgres(), startClickHouseBridge()]);
    server = await startTestServer({
      variables: {
        GOLDLOOP_CLICKHOUSE_URL: clickhouse.url,
        GOLDLOOP_DATABASE_URL: await postgres.createDatabase("goldloop"),
      },
    });
  });
  afterAll(async () => {
    await server?.remove();
    await Promise.all([clickhouse?.remove(), postgres?.remove()]);
  });

  const away: [string, () => Promise<void>, () => Promise<void>, string][] = [
    ["PostgreSQL is stopped as by a crash", () => postgres.stop("immediate"), () => postgres.start(), "database"],
    ["ClickHouse is killed", () => clickhouse.kill(), () => clickhouse.start(), "clickhouse"],
    [
      "ClickHouse hangs",
      () => Promise.resolve(clickhouse.freeze()),
      () => Promise.resolve(clickhouse.thaw()),
      "clickhouse",
    ],
  ];

  test.each(away)("%s: what was acknowledged is there once, and it goes on by itself", async (_, take, give, name) => {
    const from = Date.now() - hourMs;
    const acknowledged = new Set<string>();
    const refusals = new Set<number>();
    for (let round = 0; round < rounds; round++) {
      const stop = new AbortController();
      const sending = Promise.all(Array.from({ length: 3 }, () => sendUntil(stop.signal, acknowledged, refusals)));
      await delay(100 + Math.random() * 300);
      await take();
      await expect
        .poll(async () => (await server.get("/readyz", {})).body[name], { timeout: 30_000 })
        .toBe("no-answer");
      await give();
      await expect.poll(async () => (await server.get("/readyz", {})).status, { timeout: 30_000 }).toBe(200);
      stop.abort();
      await sending;
    }
    expect(acknowledged.size).toBeGreaterThan(0);
    // Whatever was refused was told to come again.
    expect([...refusals].filter((status) => status !== 503 && status !== 429)).toEqual([]);
    const counts = await Promise.all([...acknowledged].map(spansOf));
    expect(counts.filter((count) => count !== 1)).toEqual([]);
    const { body } = await server.get(`/api/v1/signals/traces?from=${from}`);
    expect(body.series[0].total.n).toBeGreaterThanOrEqual(acknowledged.size);
  });

  async function spansOf(traceId: string): Promise<number> {
    const { body } = await server.get(`/api/v1/traces/${traceId}`);
    return body.spans?.length ?? 0;
  }

  async function sendUntil(signal: AbortSignal, acknowledged: Set<string>, refusals: Set<number>): Promise<void> {
    while (!signal.aborted) {
      const spans = Array.from({ length: 5 }, () => otlpSpan());
      const { status, headers } = await server.post("/v1/traces", traceRequest(spans));
      if (status === 200) for (const { traceId } of spans) acknowledged.add(traceId);
      else {
        refusals.add(status);
        expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
        await delay(50);
      }
      // An unhurried sender: what is tested is the outage, not the rate.
      await delay(20);
    }
  }

  test("a server starts when its databases are there, and says which one is not", async () => {
    await server.stop();
    await postgres.stop();
    await expect(server.restart()).rejects.toThrow(/PostgreSQL|database/i);
    await postgres.start();
    await server.restart();
    expect((await server.get("/readyz", {})).status).toBe(200);
  });
});

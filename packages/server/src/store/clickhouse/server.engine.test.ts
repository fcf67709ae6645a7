import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startClickHouseBridge, type ClickHouseBridge } from "../../../test/clickhouse-bridge.ts";
import { openClickHouse, type ClickHouse } from "./index.ts";

describe("a ClickHouse server that goes away", () => {
  let bridge: ClickHouseBridge;
  let clickhouse: ClickHouse;
  beforeAll(async () => {
    bridge = await startClickHouseBridge("other_name");
    clickhouse = await openClickHouse({ url: bridge.url });
  });
  afterAll(async () => {
    await clickhouse.close();
    await bridge.remove();
  });
  const line = (id: string): Buffer =>
    Buffer.from(`${JSON.stringify({ project: "p", trace_id: id, span_id: "s", start: 1, ingested_at: 1 })}\n`);

  test("fails at once while it is away, and works when it is back, without being opened again", async () => {
    await clickhouse.insertLines("spans", line("before"));
    await bridge.kill();
    const away = { kind: "unavailable", message: expect.stringMatching(/^ClickHouse does not answer/) };
    await expect(clickhouse.insertLines("spans", line("lost"))).rejects.toMatchObject(away);
    await expect(clickhouse.rows("SELECT 1")).rejects.toMatchObject(away);
    await expect(clickhouse.ping()).rejects.toMatchObject(away);
    await bridge.start();
    await clickhouse.insertLines("spans", line("after"));
    expect(await clickhouse.rows("SELECT trace_id FROM spans ORDER BY trace_id")).toEqual([
      { trace_id: "after" },
      { trace_id: "before" },
    ]);
  });

  test("a query that it cuts off fails", async () => {
    const running = clickhouse.rows("SELECT sum(sipHash64(number)) FROM numbers(1000000000000)");
    const ended = expect(running).rejects.toMatchObject({ kind: "unavailable" });
    await clickhouse.ping();
    await bridge.kill();
    await ended;
    await bridge.start();
    await clickhouse.ping();
  });

  test("silence ends at the time limit", async () => {
    bridge.freeze();
    const started = performance.now();
    await expect(clickhouse.rows("SELECT 1", { timeoutMs: 200 })).rejects.toMatchObject({ kind: "unavailable" });
    await expect(clickhouse.insertLines("spans", line("x"), { timeoutMs: 200 })).rejects.toMatchObject({
      kind: "unavailable",
    });
    expect(performance.now() - started).toBeLessThan(10_000);
    bridge.thaw();
    await clickhouse.ping();
  });
});

test.each([
  ["nonsense", "clickhouse-url"],
  ["clickhouse://localhost:9000/x", "clickhouse-url"],
  ["http://127.0.0.1:1/x", "store-unavailable"],
])("%s: %s, with a hint", async (url, code) => {
  await expect(openClickHouse({ url })).rejects.toMatchObject({
    code,
    hint: expect.stringContaining("CLICKHOUSE_URL"),
  });
});

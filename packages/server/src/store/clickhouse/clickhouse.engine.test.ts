import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startClickHouseBridge } from "../../../test/clickhouse-bridge.ts";
import { openClickHouse, type ClickHouse, type QueryOptions } from "./index.ts";

interface Opened {
  clickhouse: ClickHouse;
  remove(): Promise<void>;
}

async function embedded(): Promise<Opened> {
  const dataDir = mkdtempSync(join(tmpdir(), "goldloop-chdb-"));
  const clickhouse = await openClickHouse({ dataDir });
  return {
    clickhouse,
    async remove() {
      await clickhouse.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function overHttp(): Promise<Opened> {
  const bridge = await startClickHouseBridge();
  const clickhouse = await openClickHouse({ url: bridge.url });
  return {
    clickhouse,
    async remove() {
      await clickhouse.close();
      await bridge.remove();
    },
  };
}

const startUs = Date.UTC(2026, 10, 1) * 1000;

function span(fields: Record<string, unknown>): Buffer {
  const row = { trace_id: "t", span_id: "s", start: startUs, ingested_at: startUs / 1000, ...fields };
  return Buffer.from(`${JSON.stringify(row)}\n`);
}

/** Runs for minutes unless it is ended. */
const endless = "SELECT sum(sipHash64(number)) AS s FROM numbers(1000000000000)";

async function failureOf(work: Promise<unknown>): Promise<{ kind?: string; message: string }> {
  return await work.then(
    () => ({ message: "it did not fail" }),
    (error: { kind?: string; message: string }) => error,
  );
}

describe.each([
  ["chDB in this process", embedded],
  ["over HTTP", overHttp],
])("%s", (_name, open) => {
  let opened: Opened;
  let clickhouse: ClickHouse;

  beforeAll(async () => {
    opened = await open();
    ({ clickhouse } = opened);
  });
  afterAll(() => opened.remove());

  const runningQueries = async (): Promise<number> => {
    const rows = await clickhouse.rows<{ n: number }>(
      "SELECT toUInt32(count()) AS n FROM system.processes WHERE query LIKE '%sipHash64%' AND query NOT LIKE '%processes%'",
      { lane: "background" },
    );
    return rows[0]?.n ?? -1;
  };

  test("it answers and says what it is", async () => {
    await clickhouse.ping();
    expect(clickhouse.description).toMatch(/^(?:chDB|ClickHouse) \d+\.\d+ (?:in|at) /);
  });

  test("values come back as they went in", async () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, i) => [`key.${i}`, JSON.stringify(`v${i}`)]),
    );
    const texts = {
      input: "\"a\\nb \\\\ 'x' \u0000 \u2028\"",
      output: "東京 \u{1f600} é ✓",
      session_id: "{x:String}; --",
    };
    await clickhouse.insertLines(
      "spans",
      span({
        project: "types",
        ...texts,
        name: "cut \ud83d",
        attributes,
        detections: { email: 2 },
        input_tokens: 2 ** 53 - 1,
        cost_usd: 0.1 + 0.2,
        tool_error: 1,
      }),
    );
    const [row] = await clickhouse.rows<Record<string, unknown>>(
      `SELECT input, output, session_id, name, attributes, detections, input_tokens, toFloat64(input_tokens) AS as_float,
         output_tokens, cost_usd, tool_error, toUnixTimestamp64Micro(start) AS start FROM spans WHERE project = 'types'`,
    );
    expect(row).toEqual({
      ...texts,
      name: "cut \ufffd",
      attributes,
      detections: { email: 2 },
      input_tokens: "9007199254740991",
      as_float: 2 ** 53 - 1,
      output_tokens: null,
      cost_usd: 0.1 + 0.2,
      tool_error: 1,
      start: String(startUs),
    });
  });

  test("a field that no column takes, and a value that does not fit, are refused without quoting it", async () => {
    for (const fields of [{ nope: "secret@example.com" }, { input_tokens: "secret@example.com" }]) {
      const failure = await failureOf(clickhouse.insertLines("spans", span({ project: "refused", ...fields })));
      expect(failure).toMatchObject({ kind: "rejected" });
      expect(failure.message).not.toContain("secret");
    }
    expect(await clickhouse.rows("SELECT 1 AS n FROM spans WHERE project = 'refused'")).toEqual([]);
  });

  test("parameters are values, whatever they say", async () => {
    const texts = [
      "'; SELECT 2; --",
      "\\'",
      "\\",
      "a\tb\nc\r\0",
      "{b:String}",
      "",
      "\\N",
      "é\u{1f600}",
      "[1,'x']",
      "x".repeat(300_000),
    ];
    for (const text of texts) {
      const [row] = await clickhouse.rows("SELECT {a:String} AS a, {b:Array(String)} AS b, 1 AS n", {
        parameters: { a: text, b: [text, "y"] },
      });
      expect(row).toEqual({ a: text, b: [text, "y"], n: 1 });
    }
    const sql =
      "SELECT {a:Nullable(String)} AS a, {b:Array(UInt32)} AS b, {c:Bool} AS c, {d:Float64} AS d, {e:DateTime64(3, 'UTC')} AS e";
    const parameters = { a: null, b: [1, 2], c: true, d: 0.25, e: "2026-11-01 10:00:00.123" };
    expect(await clickhouse.rows(sql, { parameters })).toEqual([{ ...parameters }]);
  });

  test("many queries at once each get their own parameters", async () => {
    const answers = await Promise.all(
      Array.from({ length: clickhouse.embedded ? 2_000 : 300 }, (_, i) =>
        clickhouse.rows<{ a: string; b: number }>("SELECT {a:String} AS a, {b:UInt32} AS b", {
          parameters: { a: `it's ${i}`, b: i },
        }),
      ),
    );
    expect(answers.filter((rows, i) => rows.length !== 1 || rows[0]?.a !== `it's ${i}` || rows[0]?.b !== i)).toEqual(
      [],
    );
  });

  test("a parameter that is missing is never filled by an earlier query", async () => {
    await Promise.all(
      Array.from({ length: 12 }, () => clickhouse.rows("SELECT {secret:String} AS a", { parameters: { secret: "x" } })),
    );
    for (let i = 0; i < 12; i += 1) {
      expect(await failureOf(clickhouse.rows("SELECT {secret:String} AS a"))).toMatchObject({ kind: "rejected" });
    }
  });

  describe("rows of one project never reach the next query", () => {
    const secret = `SELECT 'secret' AS project, number, throwIf(number = 70000) AS t FROM numbers(100000)`;
    const long = `SELECT 'secret' AS project, number FROM numbers(1000000000000) WHERE number < 70000 OR sipHash64(number) = 1`;
    const failing: [string, string, () => QueryOptions][] = [
      ["failed half-way", secret, () => ({})],
      ["ran out of time", long, () => ({ timeoutMs: 300 })],
      ["was cancelled", long, () => ({ signal: AbortSignal.timeout(200) })],
      [
        "ran out of memory",
        "SELECT 'secret' AS project, groupArray(toString(number)) AS a FROM numbers(10000000)",
        () => ({ maxMemoryBytes: 20_000_000 }),
      ],
      ["had a wrong statement", "SELECT 'secret' AS project, nope", () => ({})],
      ["lacked a parameter", "SELECT 'secret' AS project, {missing:String} AS a", () => ({})],
    ];
    test.each(failing)("when it %s", async (_case, sql, options) => {
      const own = (): Promise<unknown> => clickhouse.rows("SELECT 'mine' AS project");
      const failed = await failureOf(clickhouse.rows(sql, options()));
      expect(failed.kind).toMatch(/^(?:limit|rejected)$/);
      const answers = await Promise.all(Array.from({ length: 8 }, own));
      expect(answers).toEqual(answers.map(() => [{ project: "mine" }]));
    });
  });

  test("a query is ended in the engine at its time, by its signal, and its memory", async () => {
    expect(await failureOf(clickhouse.rows(endless, { timeoutMs: 300 }))).toMatchObject({ kind: "limit" });
    const cancelled = new AbortController();
    const waiting = failureOf(clickhouse.rows(endless, { signal: cancelled.signal }));
    await vi.waitFor(async () => expect(await runningQueries()).toBe(1));
    cancelled.abort();
    expect(await waiting).toMatchObject({ kind: "limit", message: "the query was cancelled" });
    await vi.waitFor(async () => expect(await runningQueries()).toBe(0), { timeout: 10_000 });
    const hungry = "SELECT count() AS n FROM (SELECT number FROM numbers(100000000) GROUP BY number)";
    expect(await failureOf(clickhouse.rows(hungry, { maxMemoryBytes: 50_000_000 }))).toMatchObject({ kind: "limit" });
    await clickhouse.ping();
  });

  test("no lane waits for another, and who waits in one can leave", async () => {
    const stop = new AbortController();
    const full = Array.from({ length: 12 }, () => failureOf(clickhouse.rows(endless, { signal: stop.signal })));
    await vi.waitFor(async () => expect(await runningQueries()).toBeGreaterThanOrEqual(3));
    await clickhouse.insertLines("spans", span({ project: "lanes" }), { timeoutMs: 20_000 });
    const rows = await clickhouse.rows("SELECT project FROM spans WHERE project = 'lanes'", { lane: "background" });
    expect(rows).toEqual([{ project: "lanes" }]);
    stop.abort();
    for (const failure of await Promise.all(full)) expect(failure.kind).toBe("limit");
    await vi.waitFor(async () => expect(await runningQueries()).toBe(0), { timeout: 10_000 });
    await clickhouse.ping();
  });

  test("a span sent twice is there once, and its newest version counts", async () => {
    const first = span({ project: "twice", name: "first" });
    await clickhouse.insertLines("spans", [first, first]);
    await clickhouse.insertLines("spans", first);
    await clickhouse.insertLines("spans", span({ project: "twice", name: "second", ingested_at: startUs / 1000 + 1 }));
    await clickhouse.insertLines("spans", span({ project: "twice", name: "older", ingested_at: startUs / 1000 - 1 }));
    expect(await clickhouse.rows("SELECT name FROM spans FINAL WHERE project = 'twice'")).toEqual([{ name: "second" }]);
  });

  test("a row of 10 MB and a batch over 105 days are taken", async () => {
    const large = "x".repeat(10_000_000);
    await clickhouse.insertLines("spans", span({ project: "large", input: large }));
    const days = Array.from({ length: 105 }, (_, day) =>
      span({ project: "days", start: startUs - day * 86_400_000_000 }),
    );
    await clickhouse.insertLines("spans", days);
    const rows = await clickhouse.rows(
      "SELECT project, toUInt32(count()) AS n, toUInt32(max(length(input))) AS longest FROM spans WHERE project IN ('large', 'days') GROUP BY project ORDER BY project",
    );
    expect(rows).toEqual([
      { project: "days", n: 105, longest: 0 },
      { project: "large", n: 1, longest: large.length },
    ]);
  });

  test("words are found in new parts and in merged ones, and then by the text index", async () => {
    const line = (i: number, input: string): Buffer =>
      span({ project: "words", trace_id: `t${i}`, input: JSON.stringify(input), output: JSON.stringify(`Zebra ${i}`) });
    const many = Array.from({ length: 20_000 }, (_, i) =>
      line(i, i === 11_000 ? "Hello\nÉlan 東京タワー user_id" : `other ${i}`),
    );
    await clickhouse.insertLines("spans", Buffer.concat(many));
    const found = async (condition: string): Promise<unknown> =>
      await clickhouse.rows(`SELECT trace_id FROM spans FINAL WHERE project = 'words' AND ${condition}`);
    const conditions = [
      "hasAllTokens(input, 'HELLO élan')",
      "hasAllTokens(input, '東京')",
      "hasAllTokens(input, 'user_id')",
      "hasPhrase(input, 'hello élan')",
      "(hasAllTokens(input, 'élan') OR hasAllTokens(output, 'nowhere'))",
      "(hasAllTokens(input, 'élan') AND hasAllTokens(output, 'zebra 11000'))",
    ];
    for (const condition of conditions) expect(await found(condition), condition).toEqual([{ trace_id: "t11000" }]);
    await clickhouse.command("OPTIMIZE TABLE spans PARTITION '2026-11-01' FINAL");
    for (const condition of conditions) expect(await found(condition), condition).toEqual([{ trace_id: "t11000" }]);
    const plan = await clickhouse.rows<{ explain: string }>(
      "EXPLAIN indexes = 1 SELECT trace_id FROM spans FINAL WHERE project = 'words' AND hasAllTokens(input, 'élan')",
    );
    expect(plan.map(({ explain }) => explain).join("\n")).toMatch(/Name: words_input[\s\S]*?Granules: 1\/[2-9]/);
  });

  test("closing ends what runs and refuses what comes", async () => {
    const closing = await openClickHouseAgain(opened);
    const running = failureOf(closing.rows(endless));
    await vi.waitFor(async () => expect(await runningQueries()).toBe(1));
    await closing.close();
    expect(await running).toMatchObject({ kind: "unavailable" });
    expect(await failureOf(closing.rows("SELECT 1"))).toMatchObject({ kind: "unavailable" });
    await clickhouse.ping();
  });
});

async function openClickHouseAgain({ clickhouse }: Opened): Promise<ClickHouse> {
  const [, where = ""] = clickhouse.description.split(/ (?:in|at) /);
  return await openClickHouse(clickhouse.embedded ? { dataDir: where } : { url: `http://${where}/goldloop` });
}

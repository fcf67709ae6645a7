import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  day,
  listed,
  noonMs,
  openTestStore,
  query,
  score,
  span,
  spanId,
  traceId,
  type TestStore,
} from "./fixtures/store.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

/** Files of the store that hold the text as it is. Columns are compressed, so a text is found by what cannot be: see `incompressible`. */
function filesWith(text: string): string[] {
  const found: string[] = [];
  for (const name of readdirSync(store.dataDir, { recursive: true, encoding: "utf8" })) {
    const path = join(store.dataDir, name);
    if (statSync(path).isFile() && readFileSync(path).includes(text)) found.push(name);
  }
  return found;
}

/** A text of characters in no order: where it is stored once, compression leaves it legible. */
function incompressible(seed: number): string {
  let state = seed;
  return Array.from({ length: 60 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[Math.floor(state / 35_000_000)];
  }).join("");
}

describe("erasing", () => {
  const secret = incompressible(7);
  const kept = incompressible(11);

  beforeAll(async () => {
    const ofAna = { user_id: "ana", session_id: "s1" };
    await store.put([
      span(1, { ...ofAna, input: JSON.stringify(secret), detections: { email: 1 } }),
      span(1, { span: 2, below: 1, at: 10, output: JSON.stringify(secret), attributes: { secret } }),
      span(2, { ...ofAna, at: 100 }),
      span(3, { user_id: "li", session_id: "s2", at: 200, input: JSON.stringify(kept) }),
      span(4, { at: 300, session_id: "s2" }),
      span(1, { project: "two", user_id: "ana", input: '"of two"' }),
    ]);
    // Versions: it was Ana's before it was nobody's.
    await store.put([span(5, { user_id: "ana", input: JSON.stringify(`${secret}v`) })]);
    await store.put([span(5, { ingested_at: noonMs + 3_600_001 })]);
    await store.putScores([
      score(1, { id: "a", comment: secret }),
      score(0, { id: "b", session_id: "s1", comment: secret }),
      score(3, { id: "c", comment: "stays" }),
      score(1, { project: "two", id: "a", comment: "stays" }),
    ]);
    const event = {
      project: "one",
      trace_id: traceId(1),
      span_id: spanId(1),
      id: "e",
      name: "log",
      time: noonMs,
      attributes: {},
      ingested_at: noonMs,
    };
    await store.putEvents([{ ...event, body: JSON.stringify(secret) }]);
    expect(filesWith(secret).length).toBeGreaterThan(3);
  });

  test("a person: all their traces, scores and events are gone, from disk as well; others stay", async () => {
    expect(await store.spans.erase("one", { userId: "ana" })).toEqual({ traces: 3, spans: 4, scores: 2 });
    expect(filesWith(secret)).toEqual([]);
    expect(await listed(store)).toEqual([4, 3]);
    expect(await store.spans.trace("one", traceId(1), { lean: false })).toBeUndefined();
    expect(filesWith(kept).length).toBeGreaterThan(0);
    expect((await store.spans.trace("two", traceId(1), { lean: false }))?.spans).toHaveLength(1);
    const scores = await store.clickhouse.rows("SELECT project, id FROM scores FINAL ORDER BY project, id");
    expect(scores).toEqual([
      { project: "one", id: "c" },
      { project: "two", id: "a" },
    ]);
  });

  test("again, or of nobody: nothing is found", async () => {
    const nothing = { traces: 0, spans: 0, scores: 0 };
    expect(await store.spans.erase("one", { userId: "ana" })).toEqual(nothing);
    expect(await store.spans.erase("one", { userId: "' OR 1 = 1 --" })).toEqual(nothing);
    expect(await store.spans.erase("one", {})).toEqual(nothing);
    expect(await listed(store)).toEqual([4, 3]);
  });

  test("what is sent afterwards is new, and is erased anew", async () => {
    await store.put([span(1, { user_id: "ana" })]);
    expect(await store.spans.erase("one", { userId: "ana" })).toEqual({ traces: 1, spans: 1, scores: 0 });
  });

  test("a trace, also one of which only a score is known; then a session", async () => {
    await store.putScores([score(9, { id: "only", score: 1 })]);
    expect(await store.spans.erase("one", { traceId: traceId(9) })).toEqual({ traces: 0, spans: 0, scores: 1 });
    expect(await store.spans.erase("one", { traceId: traceId(3) })).toEqual({ traces: 1, spans: 1, scores: 1 });
    expect(await listed(store)).toEqual([4]);
    expect(await store.spans.erase("one", { sessionId: "s2" })).toEqual({ traces: 1, spans: 1, scores: 0 });
    expect(await listed(store)).toEqual([]);
    expect((await store.spans.list("two", query(), day)).traces).toHaveLength(1);
  });
});

test("what is older than the retention goes, of this project only", async () => {
  const old = -40 * 86_400_000;
  await store.put([
    span(1, { project: "kept", at: old }),
    span(2, { project: "kept", at: 0 }),
    span(3, { project: "longer", at: old }),
  ]);
  await store.putScores([
    score(1, { project: "kept", id: "old", time: noonMs + old }),
    score(2, { project: "kept", id: "new" }),
  ]);
  const event = {
    trace_id: traceId(1),
    span_id: spanId(1),
    id: "e",
    name: "log",
    time: noonMs + old,
    body: "",
    attributes: {},
    ingested_at: noonMs,
  };
  await store.putEvents([
    { ...event, project: "kept" },
    { ...event, project: "longer" },
  ]);
  await store.spans.removeBefore("kept", noonMs - 30 * 86_400_000);
  await store.spans.removeBefore("kept", noonMs - 30 * 86_400_000);
  const left = (table: string, column: string): Promise<unknown> =>
    store.clickhouse.rows(
      `SELECT project, ${column} AS id FROM ${table} WHERE project IN ('kept', 'longer') ORDER BY project`,
    );
  expect(await left("spans", "trace_id")).toEqual([
    { project: "kept", id: traceId(2) },
    { project: "longer", id: traceId(3) },
  ]);
  expect(await left("scores", "id")).toEqual([{ project: "kept", id: "new" }]);
  expect(await left("span_events", "id")).toEqual([{ project: "longer", id: "e" }]);
});

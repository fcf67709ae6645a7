import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canonicalSpan, traceTotals, type Span } from "goldloop/trace";
import { readMultipart, type RunBatch } from "./multipart.ts";
import { partOf } from "./run-part.ts";

/** What `test/clients/record.mjs` recorded of LangSmith's client. */
interface Recorded {
  path: string;
  type: string;
  json?: { post?: RunBatch["post"]; patch?: RunBatch["patch"] };
  text?: string;
}

const fixtures = join(import.meta.dirname, "fixtures");
const answer = "Order A-1007 was shipped on Monday and arrives on Friday.";

async function batchOf(name: string): Promise<RunBatch> {
  const { requests } = JSON.parse(readFileSync(join(fixtures, `${name}.json`), "utf8")) as { requests: Recorded[] };
  const all: RunBatch = { post: [], patch: [], feedback: [] };
  for (const { path, type, json, text } of requests.filter((one) => one.path.includes("/runs/"))) {
    expect(path).toMatch(/\/runs\/(?:batch|multipart)$/);
    const { post = [], patch = [] } = json ?? (await readMultipart(Buffer.from(text ?? "", "utf8"), type));
    all.post.push(...post);
    all.patch.push(...patch);
  }
  return all;
}

function spanOf(run: RunBatch["post"][number]): Span {
  const part = partOf(run, "begin", 0);
  if ("fault" in part) throw new Error(part.fault);
  const { traceId = "", startNanos = 0n } = part;
  return canonicalSpan(part.toRaw({ traceId, startNanos }, {}));
}

describe.each(["batch", "multipart"])("runs that the client sent by %s", (name) => {
  test("are spans of one trace, with what was asked, answered and used", async () => {
    const { post, patch } = await batchOf(name);
    expect(patch).toEqual([]);
    const spans = post.map(spanOf).toSorted((a, b) => (a.startTime < b.startTime ? -1 : 1));
    const [root] = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(root).toMatchObject({
      name: "answer-question",
      kind: "workflow",
      input: { question: "Where is order A-1007?" },
      output: answer,
      sessionId: "session-langsmith",
      userId: "user-42",
    });
    for (const { parentSpanId } of spans) expect([undefined, root?.spanId]).toContain(parentSpanId);
    const calls = spans.filter(({ kind }) => kind === "chat");
    expect(calls.map(({ model, provider, output }) => ({ model, provider, output }))).toMatchObject([
      { model: "gpt-4.1-mini-2025-04-14", provider: "openai", output: { text: "", toolCalls: [{}, {}] } },
      { model: "gpt-4.1-mini-2025-04-14", provider: "openai", output: answer },
    ]);
    expect(calls[0]?.messages?.map(({ role }) => role)).toEqual(["user", "assistant"]);
    expect(calls[1]?.messages?.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "tool", "assistant"]);
    expect(traceTotals({ spans }).usage).toEqual({
      inputTokens: 701,
      outputTokens: 58,
      cachedInputTokens: 512,
      reasoningTokens: 0,
    });
    expect(spans.filter(({ kind }) => kind === "tool").map(({ toolCalls }) => toolCalls?.[0])).toEqual([
      { name: "lookup_order", arguments: { orderId: "A-1007" }, result: { status: "shipped" } },
      {
        name: "carrier_status",
        arguments: { carrier: "DHL", parcel: "JD014600" },
        error: "Error: the carrier does not answer",
      },
    ]);
    await expect(`${JSON.stringify(spans, null, 1)}\n`).toMatchFileSnapshot(join(fixtures, `${name}.spans.json`));
  });
});

test("a run that takes long begins in one request and ends in another, as the same span", async () => {
  const { post, patch } = await batchOf("slow");
  expect(patch.length).toBeGreaterThan(0);
  for (const run of patch) {
    const begun = post.find(({ id }) => id === run["id"]);
    const [begin, update] = [partOf(begun ?? {}, "begin", 0), partOf(run, "update", 0)];
    if ("fault" in begin || "fault" in update) throw new Error("a run was refused");
    expect([update.traceId, update.spanId, update.startNanos]).toEqual([begin.traceId, begin.spanId, begin.startNanos]);
  }
});

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { decodeOtlpJson, type RawSpan } from "../src/trace/index.ts";
import { project } from "./project.ts";

/** Takes spans as a server does; `answers` are given first, one a request, before it starts to accept. */
async function receiver(answers: { status: number; headers?: Record<string, string>; body?: unknown }[] = []) {
  const spans: RawSpan[] = [];
  const feedback: Record<string, unknown>[] = [];
  const requests: { url?: string; authorization?: string }[] = [];
  const take = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming);
    requests.push({ url: incoming.url, authorization: incoming.headers.authorization });
    const { status, headers = {}, body: answer = {} } = answers.shift() ?? { status: 200 };
    if (status === 200) {
      const bytes = incoming.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
      const content = JSON.parse(bytes.toString("utf8")) as Record<string, unknown>;
      if (incoming.url === "/api/v1/feedback") feedback.push(content);
      else spans.push(...decodeOtlpJson(content).spans);
    }
    outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(answer));
  };
  const server = createServer((incoming, outgoing) => void take(incoming, outgoing));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const env = {
    GOLDLOOP_SERVER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    GOLDLOOP_API_KEY: "gl_pk_a:gl_sk_b",
  };
  return { spans, feedback, requests, env };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const span = (spanId: number, startMs = 1_700_000_000_000) => ({
  traceId,
  spanId: spanId.toString(16).padStart(16, "0"),
  name: "answer",
  startTimeUnixNano: `${startMs}000000`,
  endTimeUnixNano: `${startMs + 1000}000000`,
  events: [{ name: "e", timeUnixNano: `${startMs + 500}000000` }],
});
const otlp = (...spans: object[]) => ({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] });

describe("what a file may hold", () => {
  test.each<[string, string, unknown]>([
    ["one request", "spans.json", otlp(span(1), span(2))],
    ["a list of requests", "spans.json", [otlp(span(1)), otlp(span(2))]],
    ["a request a line", "spans.jsonl", [otlp(span(1)), otlp(span(2))]],
    [
      "a trace as the API returns it",
      "trace.json",
      {
        traceId,
        spans: [1, 2].map((n) => ({
          traceId,
          spanId: n.toString().padStart(16, "0"),
          name: "answer",
          kind: "chat",
          startTime: "2026-11-24T10:00:00.000Z",
          endTime: "2026-11-24T10:00:01.000Z",
          durationMs: 1000,
          status: { code: "ok" },
          attributes: {},
        })),
        scores: [],
        feedback: [],
      },
    ],
  ])("%s", async (_, name, content) => {
    const { spans, requests, env } = await receiver();
    const { json, dir, goldloop } = project({ [name]: content });
    const { code, value } = await json(["import", "traces", name], { env });
    expect([code, value["stored"], value["traces"]]).toEqual([0, 2, 1]);
    expect(spans.map((one) => Number(one.spanId))).toEqual([1, 2]);
    expect(requests[0]).toEqual({ url: "/v1/traces", authorization: "Bearer gl_pk_a:gl_sk_b" });

    const lines = Array.isArray(content)
      ? content.map((one) => JSON.stringify(one)).join("\n")
      : JSON.stringify(content, null, 2);
    writeFileSync(join(dir, `${name}.gz`), gzipSync(lines));
    const zipped = await goldloop(["import", "traces", `${name}.gz`], { env });
    expect(zipped.stdout).toMatch(/^✓ 2 of 2 spans stored, of 1 traces\n/);
  });

  test("a folder of a run; what has no trace is passed over", async () => {
    const { spans, env } = await receiver();
    const made = project({
      "results.jsonl": [
        { id: "a", trial: 0, output: "hi" },
        {
          id: "b",
          trial: 0,
          output: "hi",
          trace: {
            traceId,
            spans: [
              {
                traceId,
                spanId: "00f067aa0ba902b7",
                name: "search",
                kind: "tool",
                startTime: "2026-11-24T10:00:00.000Z",
                endTime: "2026-11-24T10:00:00.020Z",
                durationMs: 20,
                status: { code: "unset" },
                toolCalls: [{ name: "search", arguments: { q: "x" }, result: ["y"] }],
                attributes: {},
              },
            ],
          },
        },
      ],
    });
    const { code } = await made.json(["import", "traces", "."], { env });
    expect([code, spans.map(({ name }) => name)]).toEqual([0, ["search"]]);
  });

  test.each<[string, Record<string, unknown>, string, string]>([
    ["no JSON", { "x.json": "hello" }, "x.json", "is no JSON"],
    ["a broken line", { "x.jsonl": `${JSON.stringify(otlp(span(1)))}\n{"resource` }, "x.jsonl", "the line is no JSON"],
    ["something else", { "x.json": { hello: 1 } }, "x.json", "something else than traces"],
    ["no span", { "x.json": otlp() }, "x.json", "holds no span"],
    ["no file", {}, "x.json", "does not exist"],
    ["a folder without a run", { "a/b.txt": "" }, "a", "a folder without results.jsonl"],
  ])("%s is an input error", async (_, files, name, message) => {
    const { env } = await receiver();
    const { code, stderr } = await project(files).goldloop(["import", "traces", name], { env });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

test("--shift-to-now sends copies moved by whole days, the same ones when it is done again", async () => {
  const { spans, env } = await receiver();
  const day = 86_400_000;
  const lastEnd = Date.now() - 10.5 * day;
  const first = { ...span(1, lastEnd - 61_000), links: [{ traceId, spanId: "000000000000000f" }] };
  const second = { ...span(2, lastEnd - 1000), parentSpanId: "0000000000000001" };
  const { json } = project({ "x.json": otlp(first, second) });
  const { code, value } = await json(["import", "traces", "x.json", "--shift-to-now"], { env });
  expect([code, value["shiftedByMs"]]).toEqual([0, 10 * day]);
  const starts = spans.map(({ startNanos }) => Number(startNanos / 1_000_000n));
  expect(starts).toEqual([lastEnd - 61_000 + 10 * day, lastEnd - 1000 + 10 * day].map(Math.floor));
  const [root, child] = spans;
  expect((root?.events[0]?.timeNanos ?? 0n) - (root?.startNanos ?? 0n)).toBe(500_000_000n);
  expect(root?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(root?.traceId).not.toBe(traceId);
  expect([child?.traceId, child?.parentSpanId, root?.links[0]?.traceId]).toEqual([
    root?.traceId,
    root?.spanId,
    root?.traceId,
  ]);

  await json(["import", "traces", "x.json", "--shift-to-now"], { env });
  expect(spans.slice(2)).toEqual(spans.slice(0, 2));
});

test("feedback of a trace goes with it, also with its copies", async () => {
  const { spans, feedback, env } = await receiver();
  const told = { id: "f1", traceId, name: "thumbs", source: "user", score: 0, time: "2026-11-24T10:00:20.000Z" };
  const trace = {
    traceId,
    spans: [
      {
        traceId,
        spanId: "00f067aa0ba902b7",
        name: "answer",
        kind: "chat",
        startTime: "2026-11-24T10:00:00.000Z",
        endTime: "2026-11-24T10:00:01.000Z",
        durationMs: 1000,
        status: { code: "ok" },
        attributes: {},
      },
    ],
    scores: [told],
    feedback: [told],
  };
  const { json } = project({ "x.json": trace });
  const { value } = await json(["import", "traces", "x.json"], { env });
  expect([value["stored"], value["feedback"], feedback]).toEqual([1, 1, [told]]);

  const shifted = await json(["import", "traces", "x.json", "--shift-to-now"], { env });
  const time = new Date(Date.parse(told.time) + shifted.value["shiftedByMs"]).toISOString();
  expect(feedback[1]).toMatchObject({ traceId: spans[1]?.traceId, score: 0, time });
  expect(feedback[1]?.["id"]).not.toBe("f1");
});

test("a busy server is asked again after the time that it names, and nothing is lost", async () => {
  const busy = { status: 429, headers: { "retry-after": "0" } };
  const { spans, requests, env } = await receiver([busy, { status: 503, headers: { "retry-after": "0" } }]);
  const many = Array.from({ length: 2500 }, (_, index) => span(index + 1));
  const { value } = await project({ "x.json": otlp(...many) }).json(["import", "traces", "x.json"], { env });
  expect(value).toMatchObject({ spans: 2500, stored: 2500, rejected: 0 });
  expect([requests.length, new Set(spans.map(({ spanId }) => spanId)).size]).toEqual([5, 2500]);
});

test("spans that the server rejects are counted with its reason, and end with 3", async () => {
  const body = { partialSuccess: { rejectedSpans: "2", errorMessage: "older than the retention" } };
  const { env } = await receiver([{ status: 200, body }]);
  const files = { "x.json": otlp(span(1), span(2), span(3)) };
  const { code, stdout } = await project(files).goldloop(["import", "traces", "x.json"], { env });
  expect([code, stdout]).toEqual([3, expect.stringContaining("✗ 1 of 3 spans stored")]);
  expect(stdout).toContain("2 rejected: older than the retention");
});

test.each([
  [{ GOLDLOOP_API_KEY: "" }, "a key is needed"],
  [{ GOLDLOOP_SERVER: "localhost:4318" }, "is no address of a server"],
])("without a destination nothing is sent: %j", async (more, message) => {
  const { env, requests } = await receiver();
  const { goldloop } = project({ "x.json": otlp(span(1)) });
  const { code, stderr } = await goldloop(["import", "traces", "x.json"], { env: { ...env, ...more } });
  expect([code, stderr, requests]).toEqual([2, expect.stringContaining(message), []]);
});

test("a refused key ends with 2 and the server's words", async () => {
  const body = { error: { code: "bad-credentials", message: "the key is unknown or revoked" } };
  const { env } = await receiver([{ status: 401, body }]);
  const { goldloop } = project({ "x.json": otlp(span(1)) });
  const { code, stderr } = await goldloop(["import", "traces", "x.json"], { env });
  expect([code, stderr]).toEqual([2, expect.stringContaining("the key is unknown or revoked")]);
});

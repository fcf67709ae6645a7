import { connect } from "node:net";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { otlpSpan, traceRequest } from "./spans.ts";
import { startTestServer, type TestServer } from "./server.ts";

const mebibyte = 1024 * 1024;
const protobuf = { "content-type": "application/x-protobuf" };
const json = { "content-type": "application/json" };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.remove());

const good = (): unknown => traceRequest([otlpSpan()]);

async function nextRequestWorks(): Promise<void> {
  expect((await server.post("/v1/traces", good())).status).toBe(200);
}

const bomb = gzipSync(Buffer.alloc(300 * mebibyte));
/** An attribute in lists within lists. */
const deep = JSON.stringify(traceRequest([otlpSpan({ attributes: { nested: "HERE" } })])).replace(
  '{"stringValue":"HERE"}',
  `${'{"arrayValue":{"values":['.repeat(20_000)}{"intValue":1}${"]}}".repeat(20_000)}`,
);

type Case = [what: string, path: string, body: unknown, headers: Record<string, string>, statuses: number[]];
const cases: Case[] = [
  [
    "random bytes as protobuf",
    "/v1/traces",
    Uint8Array.from({ length: 4096 }, (_, i) => (i * 197 + 13) & 255),
    protobuf,
    [400],
  ],
  ["protobuf that is cut off", "/v1/traces", Uint8Array.from([10, 200, 1, 10, 5, 1]), protobuf, [400]],
  [
    "protobuf with a length beyond its end",
    "/v1/traces",
    Uint8Array.from([10, 255, 255, 255, 255, 15]),
    protobuf,
    [400],
  ],
  ["JSON as protobuf", "/v1/traces", JSON.stringify(good()), protobuf, [400]],
  ["broken JSON", "/v1/traces", '{"resourceSpans": [', json, [400]],
  ["JSON that is a list", "/v1/traces", "[]", json, [400]],
  ["spans that are a text", "/v1/traces", { resourceSpans: "spans" }, json, [400]],
  ["20,000 levels of JSON", "/v1/traces", deep, json, [400]],
  [
    "bytes that are no gzip",
    "/v1/traces",
    Uint8Array.from([1, 2, 3]),
    { ...protobuf, "content-encoding": "gzip" },
    [400],
  ],
  ["a gzip bomb of 300 MB", "/v1/traces", bomb, { ...json, "content-encoding": "gzip" }, [413]],
  ["an unknown compression", "/v1/traces", good(), { ...json, "content-encoding": "lzma" }, [415]],
  ["another type", "/v1/traces", "<spans/>", { "content-type": "text/xml" }, [415]],
  ["broken JSON for logs", "/v1/logs", "{", json, [400]],
  ["broken JSON for LangSmith", "/langsmith/runs/batch", "{", json, [400, 422]],
  ["a wrong type for LangSmith", "/langsmith/runs/batch", { post: "x" }, json, [400, 422]],
  ["broken JSON for Langfuse", "/api/public/ingestion", "{", json, [400]],
  ["a wrong type for Langfuse", "/api/public/ingestion", { batch: 1 }, json, [422]],
];

describe("bad input is a clear 4xx, and the next request works", () => {
  test.each(cases)("%s", async (_, path, body, headers, statuses) => {
    const answer = await server.request("POST", path, {
      body,
      headers: { authorization: `Bearer ${server.key}`, ...headers },
    });
    expect(statuses).toContain(answer.status);
    await nextRequestWorks();
  });

  test("a body of 1 GB, announced", async () => {
    const status = await statusOfHuge(`content-length: ${1024 * mebibyte}`);
    expect(status).toBe(413);
    await nextRequestWorks();
  });

  test("a body of 1 GB, in chunks", async () => {
    const status = await statusOfHuge("transfer-encoding: chunked");
    expect(status).toBe(413);
    await nextRequestWorks();
  });
});

test("a span of more than 10 MB is refused by itself and named; one below it is kept", async () => {
  const small = otlpSpan({ attributes: { "output.value": "x".repeat(1000) } });
  const large = otlpSpan({ attributes: { "output.value": "x".repeat(9 * mebibyte) } });
  const huge = otlpSpan({ attributes: { "output.value": "x".repeat(11 * mebibyte) } });
  const { status, body } = await server.post("/v1/traces", traceRequest([small, large, huge]));
  expect(status).toBe(200);
  expect(body.partialSuccess).toMatchObject({
    rejectedSpans: expect.anything(),
    errorMessage: expect.stringMatching(/10485760 bytes/),
  });
  expect(Number(body.partialSuccess.rejectedSpans)).toBe(1);
  for (const [{ traceId }, known] of [
    [small, 200],
    [large, 200],
    [huge, 404],
  ] as const) {
    expect((await server.get(`/api/v1/traces/${traceId}`)).status).toBe(known);
  }
});

test("spans from the past and the future are refused one by one, not with their batch", async () => {
  const spans = [
    otlpSpan(),
    otlpSpan({ startMs: Date.now() - 400 * 86_400_000 }),
    otlpSpan({ startMs: Date.now() + 2 * 3_600_000 }),
    { ...otlpSpan(), traceId: "0".repeat(32) },
  ];
  const { status, body } = await server.post("/v1/traces", traceRequest(spans));
  expect([status, Number(body.partialSuccess.rejectedSpans)]).toEqual([200, 3]);
  expect(body.partialSuccess.errorMessage).toMatch(/retention/);
  expect((await server.get(`/api/v1/traces/${spans[0]?.traceId}`)).status).toBe(200);
});

/** Sends bytes for as long as the server takes them, at most 1 GB, and returns the status of its answer. */
async function statusOfHuge(framing: string): Promise<number> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const answer: string[] = [];
  socket.setEncoding("latin1").on("data", (text: string) => answer.push(text));
  const closed = new Promise<void>((done) => socket.once("close", () => done()));
  // Once it has answered the server cuts the connection.
  socket.on("error", () => undefined);
  socket.write(
    `POST /v1/traces HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${server.key}\r\n` +
      `content-type: application/json\r\n${framing}\r\n\r\n`,
  );
  const chunk = Buffer.alloc(mebibyte, "x");
  const piece = framing.startsWith("content")
    ? chunk
    : Buffer.concat([Buffer.from(`${mebibyte.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]);
  for (let sent = 0; sent < 1024 && answer.length === 0 && !socket.destroyed; sent++) {
    if (!socket.write(piece)) await Promise.race([once(socket, "drain").catch(() => undefined), closed]);
  }
  if (answer.length === 0) await Promise.race([once(socket, "data").catch(() => undefined), closed]);
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer.join(""))?.[1]);
}

import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { exporterVariables, receiverAt, startSpanReceiver } from "./receiver.ts";
import type { SpanReceiver } from "./receiver.ts";

const open: SpanReceiver[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()));
});
async function start(): Promise<SpanReceiver> {
  const receiver = await startSpanReceiver();
  open.push(receiver);
  return receiver;
}

const parent = "00f067aa0ba902b7";
const traceId = (n: number) => n.toString(16).padStart(32, "0");
const spanId = (n: number) => n.toString(16).padStart(16, "0");
const span = (trace: number, id: number, parentSpanId: string) => ({
  traceId: traceId(trace),
  spanId: spanId(id),
  parentSpanId,
  name: `span ${id}`,
  startTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(id)),
  attributes: [{ key: "gen_ai.operation.name", value: { stringValue: "chat" } }],
});
const request = (...spans: object[]) => ({
  resourceSpans: [
    {
      resource: {
        attributes: [
          { key: "service.name", value: { stringValue: "app" } },
          { key: "process.command_args", value: { arrayValue: { values: [{ stringValue: "--key=secret" }] } } },
          { key: "host.name", value: { stringValue: "laptop" } },
        ],
      },
      scopeSpans: [{ spans }],
    },
  ],
});
const post = (
  receiver: SpanReceiver,
  body: string | Buffer,
  headers: Record<string, string> = {},
  path = "/v1/traces",
) =>
  fetch(receiver.endpoint + path, {
    method: "POST",
    body: typeof body === "string" ? body : new Uint8Array(body),
    headers: { "content-type": "application/json", ...headers },
  });
const send = (receiver: SpanReceiver, ...spans: object[]) => post(receiver, JSON.stringify(request(...spans)));
const take = (receiver: SpanReceiver, trace: number, waitMs?: number) =>
  receiver.take(traceId(trace), { rootParentSpanId: parent, ...(waitMs === undefined ? {} : { waitMs }) });

const field = (number: number, body: Buffer) => Buffer.concat([Buffer.from([(number << 3) | 2, body.length]), body]);

const hex = (text: string) => Buffer.from(text, "hex");

/** A resource with one span, by hand: trace id, span id, parent, name. */
function protobuf(trace: number, id: number): Buffer {
  const written = Buffer.concat([
    field(1, hex(traceId(trace))),
    field(2, hex(spanId(id))),
    field(4, hex(parent)),
    field(5, Buffer.from("by hand")),
  ]);
  return field(1, field(2, field(2, written)));
}

describe("span receiver", () => {
  it("hands over the spans of a call, in order, without what describes the machine", async () => {
    const receiver = await start();
    expect((await send(receiver, span(1, 3, spanId(2)), span(2, 9, parent), span(1, 2, parent))).status).toBe(200);
    const trace = await take(receiver, 1);
    expect(trace?.traceId).toBe(traceId(1));
    expect(trace?.spans.map(({ name, kind }) => [name, kind])).toEqual([
      ["span 2", "chat"],
      ["span 3", "chat"],
    ]);
    expect(trace?.spans[0]?.attributes).toEqual({ "resource.service.name": "app" });
    expect(await take(receiver, 1, 0)).toBeUndefined();
  });

  it("reads protobuf and gzip", async () => {
    const receiver = await start();
    expect((await post(receiver, protobuf(1, 2), { "content-type": "application/x-protobuf" })).status).toBe(200);
    expect((await take(receiver, 1))?.spans[0]?.name).toBe("by hand");
    const zipped = await post(receiver, gzipSync(protobuf(3, 4)), {
      "content-type": "application/x-protobuf",
      "content-encoding": "gzip",
    });
    expect(zipped.status).toBe(200);
    expect((await take(receiver, 3))?.spans).toHaveLength(1);
  });

  it("waits for spans that are on their way once it knows that the target sends any", async () => {
    const receiver = await start();
    await send(receiver, span(1, 1, parent));
    await take(receiver, 1);
    const waiting = take(receiver, 2, 60_000);
    await send(receiver, span(2, 3, spanId(2)));
    await send(receiver, span(2, 2, parent));
    expect((await waiting)?.spans).toHaveLength(2);
  });

  it("gives what it has when the rest does not come in time", async () => {
    const receiver = await start();
    await send(receiver, span(1, 3, spanId(2)));
    expect((await take(receiver, 1, 20))?.spans).toHaveLength(1);
  });

  it("waits for nothing where the target sends no spans, and not for long where nobody knows", async () => {
    const silent = await start();
    silent.expectSpans(false);
    const unknown = await start();
    const startedAt = performance.now();
    for (let i = 1; i <= 1000; i++) expect(await take(silent, i)).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(400);
    await Promise.all(Array.from({ length: 50 }, (_, i) => take(unknown, i + 1)));
    const afterProbe = performance.now();
    for (let i = 1; i <= 1000; i++) await take(unknown, i);
    expect(performance.now() - afterProbe).toBeLessThan(400);
  });

  it.each<[string, (receiver: SpanReceiver) => Promise<Response>, number]>([
    ["metrics and logs, which it drops", (receiver) => post(receiver, "{}", {}, "/v1/metrics"), 200],
    ["what is no OTLP", (receiver) => post(receiver, "{ no json"), 400],
    ["what is no protobuf", (receiver) => post(receiver, "text", { "content-type": "application/x-protobuf" }), 400],
    ["what is no gzip", (receiver) => post(receiver, "{}", { "content-encoding": "gzip" }), 400],
    ["another path", (receiver) => post(receiver, "{}", {}, "/other"), 404],
    ["another method", (receiver) => fetch(`${receiver.endpoint}/v1/traces`), 405],
    [
      "a gzip bomb",
      (receiver) => post(receiver, gzipSync(Buffer.alloc(40 * 1024 * 1024)), { "content-encoding": "gzip" }),
      413,
    ],
  ])("answers %s", async (_, ask, status) => {
    expect((await ask(await start())).status).toBe(status);
  });

  it("is known by its endpoint until it closes, and tells SDKs where it is", async () => {
    const receiver = await startSpanReceiver();
    expect(receiver.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(receiverAt(receiver.endpoint)).toBe(receiver);
    expect(exporterVariables(receiver.endpoint)).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.endpoint}/v1/traces`,
    });
    await receiver.close();
    expect(receiverAt(receiver.endpoint)).toBeUndefined();
    await expect(fetch(receiver.endpoint)).rejects.toThrow();
  });
});

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { canonicalTrace, decodeOtlpJson, decodeOtlpProtobuf, OtlpError } from "../trace/index.ts";
import type { OtlpBatch, RawSpan, Trace } from "../trace/index.ts";
import { createPatience } from "./patience.ts";

/** A listener for the spans that targets send during a run. */
export interface SpanReceiver {
  /** `http://127.0.0.1:PORT`, for OTEL_EXPORTER_OTLP_ENDPOINT. */
  endpoint: string;
  /**
   * The spans of a call, in order of their start, or undefined when there are none. Waits for spans that are still on
   * their way only as long as experience with this target tells that it sends any (patience.ts), and never longer than
   * `waitMs` (default 1000). The spans are complete when a child of `rootParentSpanId` is there and no parent is missing.
   */
  take(traceId: string, options: { rootParentSpanId: string; waitMs?: number }): Promise<Trace | undefined>;
  /** Tells whether the target can send spans after a call at all. */
  expectSpans(expected: boolean): void;
  close(): Promise<void>;
}

interface Pending {
  spans: Map<string, RawSpan>;
  arrived: (() => void) | undefined;
}

/** Of one request, compressed and not. */
const mostBytes = 32 * 1024 * 1024;
/** Traces that nobody took (of calls that failed, or that came too late) are given up beyond this. */
const mostTraces = 2000;

/** What describes the machine and not the application: paths, arguments and names that results should not carry. */
const ofTheMachine = /^(?:process|host|os)\./;

const unzip = promisify(gunzip);
const listening = new Map<string, SpanReceiver>();

/** The receiver of this process that listens at an endpoint. */
export function receiverAt(endpoint: string | undefined): SpanReceiver | undefined {
  return endpoint === undefined ? undefined : listening.get(endpoint);
}

/** The environment variables that make an OpenTelemetry SDK send its spans here, soon after they end. */
export function exporterVariables(endpoint: string): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    // these two go before the general ones, so a developer's own settings would win
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/v1/traces`,
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/protobuf",
    OTEL_BSP_SCHEDULE_DELAY: "50",
  };
}

/**
 * Listens for OTLP/HTTP on a free port of 127.0.0.1: traces as protobuf or JSON, also gzipped. Metrics and logs are
 * accepted and dropped, since SDKs send all three to the same place.
 */
export async function startSpanReceiver(): Promise<SpanReceiver> {
  const pending = new Map<string, Pending>();
  const patience = createPatience();

  const pendingFor = (traceId: string): Pending => {
    let entry = pending.get(traceId);
    if (entry === undefined) {
      entry = { spans: new Map(), arrived: undefined };
      pending.set(traceId, entry);
      const [oldest] = pending.keys();
      if (pending.size > mostTraces && oldest !== undefined && pending.get(oldest)?.arrived === undefined)
        pending.delete(oldest);
    }
    return entry;
  };

  const receive = (batch: OtlpBatch): void => {
    const touched = new Set<Pending>();
    for (const span of batch.spans) {
      const { attributes } = span.resource;
      for (const key of Object.keys(attributes)) if (ofTheMachine.test(key)) delete attributes[key];
      const entry = pendingFor(span.traceId);
      entry.spans.set(span.spanId, span);
      touched.add(entry);
    }
    if (batch.spans.length > 0) patience.sawSpans();
    for (const entry of touched) entry.arrived?.();
  };

  const sockets = new Set<Socket>();
  let http: Server | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // Most targets send no spans: HTTP is loaded at the first connection. Not by import, which reads every export of
    // node:http, and one of them loads the whole of undici: 40 ms.
    http ??= process.getBuiltinModule("node:http").createServer((request, response) => {
      void answer(request, response, receive);
    });
    http.emit("connection", socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const receiver: SpanReceiver = {
    endpoint,
    expectSpans: (expected) => patience.expect(expected),
    async take(traceId, { rootParentSpanId, waitMs = 1000 }) {
      const startedAt = performance.now();
      let entry = pending.get(traceId);
      let complete = entry !== undefined && isComplete(entry.spans, rootParentSpanId);
      const allowedMs = complete ? 0 : Math.min(waitMs, patience.allowance());
      if (!complete && allowedMs > 0) {
        entry = pendingFor(traceId);
        complete = await arrival(entry, rootParentSpanId, allowedMs);
      }
      pending.delete(traceId);
      const found = (entry?.spans.size ?? 0) > 0;
      if (allowedMs > 0) patience.waited(performance.now() - startedAt, found);
      return entry === undefined || !found ? undefined : canonicalTrace([...entry.spans.values()]);
    },
    close() {
      listening.delete(endpoint);
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  listening.set(endpoint, receiver);
  return receiver;
}

function arrival(entry: Pending, rootParentSpanId: string, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (complete: boolean): void => {
      clearTimeout(timer);
      entry.arrived = undefined;
      resolve(complete);
    };
    const timer = setTimeout(() => end(false), ms);
    entry.arrived = () => {
      if (isComplete(entry.spans, rootParentSpanId)) end(true);
    };
  });
}

function isComplete(spans: ReadonlyMap<string, RawSpan>, rootParentSpanId: string): boolean {
  let rooted = false;
  for (const { parentSpanId } of spans.values()) {
    if (parentSpanId === rootParentSpanId) rooted = true;
    else if (parentSpanId !== undefined && !spans.has(parentSpanId)) return false;
  }
  return rooted;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  receive: (batch: OtlpBatch) => void,
): Promise<void> {
  const isJson = /\bjson\b/.test(request.headers["content-type"] ?? "");
  const reply = (status: number, message?: string): void => {
    const body = isJson ? JSON.stringify(message === undefined ? {} : { code: 3, message }) : "";
    response.writeHead(status, { "content-type": isJson ? "application/json" : "application/x-protobuf" });
    response.end(body);
  };
  try {
    const path = (request.url ?? "").replace(/\?.*$/, "");
    if (request.method !== "POST") return reply(405, "POST only");
    if (!["/v1/traces", "/v1/metrics", "/v1/logs"].includes(path)) return reply(404, "no such path");
    const body = await bodyOf(request);
    if (body === undefined) return reply(413, "too large");
    if (path === "/v1/traces")
      receive(isJson ? decodeOtlpJson(JSON.parse(body.toString("utf8"))) : decodeOtlpProtobuf(body));
    reply(200);
  } catch (error) {
    reply(400, error instanceof OtlpError ? error.message : "not an OTLP request");
  }
}

/** Undefined when the request is larger than allowed, before or after decompression. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (request.headers["content-encoding"] !== "gzip") return body;
  try {
    return await unzip(body, { maxOutputLength: mostBytes });
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") return undefined;
    throw error;
  }
}

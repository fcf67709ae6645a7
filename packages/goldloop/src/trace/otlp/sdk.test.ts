import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeOtlpJson } from "./json.ts";
import { decodeOtlpProtobuf } from "./protobuf.ts";

/** The real SDK, as the example application installs it. */
const from = createRequire(join(import.meta.dirname, "../../../../../examples/support-assistant/package.json"));
const isInstalled = (() => {
  try {
    from.resolve("@opentelemetry/otlp-transformer");
    from.resolve("@opentelemetry/sdk-trace-node");
    return true;
  } catch {
    return false;
  }
})();

interface Span {
  spanContext(): unknown;
  setAttributes(attributes: object): Span;
  addEvent(name: string, attributes: object): Span;
  recordException(error: Error): void;
  setStatus(status: object): Span;
  end(): void;
}
interface Sdk {
  NodeTracerProvider: new (options: object) => {
    getTracer(name: string, version: string): { startSpan(name: string, options?: object, context?: unknown): Span };
  };
  InMemorySpanExporter: new () => { getFinishedSpans(): unknown[] };
  SimpleSpanProcessor: new (exporter: unknown) => unknown;
}
interface Api {
  trace: { setSpan(context: unknown, span: Span): unknown };
  ROOT_CONTEXT: unknown;
}
interface Transformer {
  ProtobufTraceSerializer: { serializeRequest(spans: unknown[]): Uint8Array };
  JsonTraceSerializer: { serializeRequest(spans: unknown[]): Uint8Array };
}

describe.skipIf(!isInstalled)("spans written by the OpenTelemetry SDK", () => {
  it("are read the same from protobuf and JSON", () => {
    const sdk = from("@opentelemetry/sdk-trace-node") as Sdk;
    const api = from("@opentelemetry/api") as Api;
    const transformer = from("@opentelemetry/otlp-transformer") as Transformer;
    const memory = new sdk.InMemorySpanExporter();
    const provider = new sdk.NodeTracerProvider({ spanProcessors: [new sdk.SimpleSpanProcessor(memory)] });
    const tracer = provider.getTracer("scope", "1.2.3");
    const parent = tracer.startSpan("parent ü", { kind: 3 });
    const child = tracer.startSpan(
      "child",
      { links: [{ context: parent.spanContext() }] },
      api.trace.setSpan(api.ROOT_CONTEXT, parent),
    );
    child.setAttributes({
      text: "x€",
      integer: 42,
      negative: -7,
      largest: Number.MAX_SAFE_INTEGER,
      double: 1.5,
      yes: true,
      list: ["a", "b"],
      numbers: [1, 2.5],
    });
    child.addEvent("happened", { n: 1 });
    child.recordException(new Error("boom"));
    child.setStatus({ code: 2, message: "bad" });
    child.end();
    parent.setStatus({ code: 1 });
    parent.end();

    const spans = memory.getFinishedSpans();
    const read = decodeOtlpProtobuf(transformer.ProtobufTraceSerializer.serializeRequest(spans));
    const json = Buffer.from(transformer.JsonTraceSerializer.serializeRequest(spans)).toString("utf8");
    expect(read).toEqual(decodeOtlpJson(JSON.parse(json)));
    expect(read.spans).toMatchObject([
      {
        name: "child",
        parentSpanId: read.spans[1]?.spanId,
        attributes: {
          text: "x€",
          integer: 42,
          negative: -7,
          largest: Number.MAX_SAFE_INTEGER,
          double: 1.5,
          yes: true,
          list: ["a", "b"],
          numbers: [1, 2.5],
        },
        events: [{ name: "happened", attributes: { n: 1 } }, { name: "exception" }],
        links: [{ spanId: read.spans[1]?.spanId }],
        status: { code: 2, message: "bad" },
        scope: { name: "scope", version: "1.2.3" },
      },
      { name: "parent ü", parentSpanId: undefined, kind: 4, status: { code: 1, message: "" } },
    ]);
  });
});

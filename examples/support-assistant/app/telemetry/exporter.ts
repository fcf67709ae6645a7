import { trace } from "@opentelemetry/api";
import type { Tracer } from "@opentelemetry/api";
import type { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { readEnvironment } from "../environment.ts";

const name = "support-assistant";

let starting: Promise<NodeTracerProvider | null> | undefined;

/**
 * The tracer of the assistant. Without an OTLP endpoint the SDK is never loaded, and the tracer is the host's, or
 * one that does nothing.
 */
export async function getTracer(): Promise<Tracer> {
  starting ??= readEnvironment().exportTraces ? start() : Promise.resolve(null);
  return (await starting)?.getTracer(name) ?? trace.getTracer(name);
}

/**
 * Sends the spans that have ended. Call it before a process is killed; a process that ends by itself does so on its
 * own.
 */
export async function flush(): Promise<void> {
  await (await starting)?.forceFlush();
}

async function start(): Promise<NodeTracerProvider> {
  const [sdk, otlp, resources] = await Promise.all([
    import("@opentelemetry/sdk-trace-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
  ]);
  const provider = new sdk.NodeTracerProvider({
    resource: resources
      .defaultResource()
      .merge(resources.resourceFromAttributes({ "service.name": name }))
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    // The delay is the SDK's: OTEL_BSP_SCHEDULE_DELAY, 5 seconds without it. Its timer keeps no process alive.
    spanProcessors: [new sdk.BatchSpanProcessor(new otlp.OTLPTraceExporter())],
  });
  // Not registered as the global provider: the host that loads this module may have one of its own.
  process.once("beforeExit", () => void provider.forceFlush());
  return provider;
}

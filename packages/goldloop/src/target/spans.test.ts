import { existsSync } from "node:fs";
import { mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelAccess } from "../model/index.ts";
import type { TargetEnvironment } from "./definition.ts";
import { openTarget } from "./open.ts";
import { startSpanReceiver } from "./receiver.ts";
import type { TargetSpec } from "./spec.ts";

/** The real SDK is there because the example application uses it. */
const modules = resolve(import.meta.dirname, "../../../../node_modules");
const isInstalled = existsSync(join(modules, "@opentelemetry/exporter-trace-otlp-http"));

const tracing = `
  import { context, trace } from "@opentelemetry/api";
  import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
  import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
  export const tracer = (url) => {
    const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(url && { url }))] });
    provider.register();
    return trace.getTracer("app");
  };
  export const answer = (tracer, input) => tracer.startActiveSpan("answer", async (outer) => {
    await tracer.startActiveSpan("chat", { attributes: { "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 3 } }, async (inner) => inner.end());
    outer.end();
    return "answer to " + input;
  });
`;
/** A run sets OTEL_EXPORTER_OTLP_ENDPOINT before it loads the module; here the address comes from a file. */
const app = `
  import { readFileSync } from "node:fs";
  import { answer, tracer } from "./tracing.mjs";
  const started = tracer(readFileSync(new URL("./endpoint.txt", import.meta.url), "utf8") + "/v1/traces");
  export default (input) => answer(started, input);
`;
const program = `
  import { createReadStream, writeSync } from "node:fs";
  import { createInterface } from "node:readline";
  import { ROOT_CONTEXT, context, propagation, trace } from "@opentelemetry/api";
  import { answer, tracer } from "./tracing.mjs";
  const started = tracer();
  for await (const line of createInterface({ input: createReadStream(null, { fd: 3 }) })) {
    const { key, input, traceparent } = JSON.parse(line);
    const parent = propagation.extract(ROOT_CONTEXT, { traceparent });
    const output = await context.with(parent, () => answer(started, input));
    writeSync(4, JSON.stringify({ key, output }) + "\\n");
  }
`;

let root = "";
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "goldloop-spans-")));
  await symlink(modules, join(root, "node_modules"), "dir");
  for (const [file, text] of Object.entries({ "tracing.mjs": tracing, "app.mjs": app, "program.mjs": program }))
    await writeFile(join(root, file), text);
});
afterAll(async () => {
  // what app.mjs registered is global to this thread
  const api = createRequire(join(root, "app.mjs"))("@opentelemetry/api") as Record<
    "trace" | "context" | "propagation",
    { disable(): void }
  >;
  for (const part of [api.trace, api.context, api.propagation]) part.disable();
  await rm(root, { recursive: true, force: true });
});

const hex = (n: number, length: number) => n.toString(16).padStart(length, "0");

/** Twelve calls of a target, four at a time, each with the spans that came of it. */
async function tracesOf(spec: TargetSpec) {
  const receiver = await startSpanReceiver();
  await writeFile(join(root, "endpoint.txt"), receiver.endpoint);
  const environment: TargetEnvironment = {
    directory: root,
    models: {} as ModelAccess,
    variables: { PATH: process.env["PATH"] },
    otlpEndpoint: receiver.endpoint,
  };
  const { target } = await openTarget(spec, environment);
  const one = async (n: number) => {
    const [traceId, rootParentSpanId] = [hex(n, 32), hex(n, 16)];
    const result = await target.call(`question ${n}`, {
      exampleId: `e${n}`,
      trial: 0,
      seed: 0,
      signal: new AbortController().signal,
      traceparent: `00-${traceId}-${rootParentSpanId}-01`,
      attachments: [],
    });
    const trace = await receiver.take(traceId, { rootParentSpanId });
    return { output: result.output, spans: trace?.spans.map(({ name, kind }) => `${name}: ${kind}`) };
  };
  try {
    const traces = [];
    for (let n = 1; n <= 12; n += 4) traces.push(...(await Promise.all([n, n + 1, n + 2, n + 3].map(one))));
    return traces;
  } finally {
    await target.close();
    await receiver.close();
  }
}

describe.skipIf(!isInstalled)("spans of a target that uses the OpenTelemetry SDK", () => {
  const expected = Array.from({ length: 12 }, (_, i) => ({
    output: `answer to question ${i + 1}`,
    spans: ["answer: other", "chat: chat"],
  }));

  it("are attached to every call of a module, from the first on", async () => {
    expect(await tracesOf({ module: "app.mjs" })).toEqual(expected);
  });

  it("are attached to every call of a program, from the first on", async () => {
    expect(await tracesOf({ exec: [process.execPath, "program.mjs"] })).toEqual(expected);
  });
});

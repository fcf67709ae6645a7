import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { install } from "./clients/install.ts";
import { startModelServer, type ModelServer } from "./clients/model-server.ts";
import { clientPrograms, type ClientProgram, type Destination } from "./clients/programs.ts";
import { runProgram } from "./clients/run.ts";
import { startTestServer, type TestServer } from "./server.ts";
import { otlpSpan, traceRequest } from "./spans.ts";

/** Longer than a cold installation of the largest client takes on a slow line. */
const installMs = 300_000;
const question = "Where is order A-1007?";
const answer = "Order A-1007 was shipped on Monday and arrives on Friday.";
const dated = "gpt-4.1-mini-2025-04-14";

let server: TestServer;
let model: ModelServer;
beforeAll(async () => {
  [server, model] = await Promise.all([startTestServer(), startModelServer()]);
});
afterAll(async () => {
  await Promise.all([server?.remove(), model?.close()]);
});

interface Expected {
  /** Tokens of all calls of the model, each counted once. */
  usage: Record<string, number>;
  model: string;
  /** Route of the trace; the application calls itself `answer-question` where the client lets it. */
  route?: string;
  /** Its instrumentation tells of no cached tokens, so they are paid in full. */
  uncached?: true;
  /** Tells nothing of functions that throw: the tool returns what went wrong. */
  returnsErrors?: true;
  environment?: string;
  orderKey?: string;
  firstTokenMs?: number;
  score?: true;
}

const oneCall = { inputTokens: 389, outputTokens: 17, cachedInputTokens: 256 };
const twoCalls = { inputTokens: 701, outputTokens: 58, cachedInputTokens: 512 };
const otel: Expected = { usage: oneCall, model: dated, environment: "production", firstTokenMs: 250 };
const python: Expected = { usage: oneCall, model: "gpt-4.1-mini", environment: "production", orderKey: "order_id" };
const expected: Record<string, Expected> = {
  "opentelemetry-proto": otel,
  "opentelemetry-json": otel,
  "opentelemetry-grpc": otel,
  phoenix: { usage: twoCalls, model: dated },
  openllmetry: {
    usage: { inputTokens: 701, outputTokens: 58 },
    model: dated,
    route: "answer-question.workflow",
    uncached: true,
    returnsErrors: true,
  },
  "vercel-ai": { usage: twoCalls, model: dated, route: "invoke_agent gpt-4.1-mini", environment: "production" },
  "vercel-ai-legacy": { usage: twoCalls, model: dated, route: "ai.generateText", environment: "production" },
  langfuse: { usage: oneCall, model: "gpt-4.1-mini", environment: "production", score: true },
  langsmith: { usage: twoCalls, model: dated, score: true },
  mlflow: { usage: oneCall, model: "gpt-4.1-mini", environment: "production" },
  "opentelemetry-python": python,
  "langfuse-python": { ...python, score: true },
  "mlflow-python": python,
};

/** Runs a program to its end. Resolves to when it began: several say that they are the same session. */
async function deliver(program: ClientProgram, to: Partial<Destination> = {}): Promise<string> {
  const from = new Date().toISOString();
  const [keyId = "", keySecret = ""] = server.key.split(":");
  const { url, grpcUrl } = server;
  const { code, printed } = await runProgram(program, { url, grpcUrl, keyId, keySecret, modelUrl: model.url, ...to });
  expect([code, printed]).toEqual([0, expect.not.stringMatching(/\b(?:error|failed|40\d|50\d)\b/i)]);
  return from;
}

/** The one trace that a program sent, as a row of the list and whole. */
async function delivered({ session }: ClientProgram, from: string) {
  const { body: list } = await server.get(`/api/v1/traces?session=${session}&from=${from}`);
  expect(list.traces).toHaveLength(1);
  const [row] = list.traces;
  const { body: trace } = await server.get(`/api/v1/traces/${row.traceId}`);
  return { row, trace, spans: trace.spans as any[] };
}

/** What the calls cost at OpenAI's prices, USD. */
function costOf({ usage, uncached }: Expected): number {
  const { inputTokens = 0, outputTokens = 0, cachedInputTokens = 0 } = usage;
  const cached = uncached === true ? 0 : cachedInputTokens;
  return ((inputTokens - cached) * 0.4 + cached * 0.1 + outputTokens * 1.6) / 1e6;
}

async function expectDelivered(program: ClientProgram, from: string): Promise<void> {
  const wanted = expected[program.name];
  if (wanted === undefined) throw new Error(`nothing is expected of ${program.name}`);
  const { row, trace, spans } = await delivered(program, from);

  expect(row).toMatchObject({
    complete: true,
    route: wanted.route ?? "answer-question",
    models: [wanted.model],
    usage: wanted.usage,
    sessionId: program.session,
    userId: "user-42",
    spans: spans.length,
    toolCalls: 2,
    toolErrors: 1,
    ...(wanted.firstTokenMs === undefined ? {} : { timeToFirstTokenMs: wanted.firstTokenMs }),
    ...(wanted.environment === undefined ? {} : { environment: wanted.environment, release: "1.4.0" }),
  });
  expect(row.costUsd).toBeCloseTo(costOf(wanted), 9);
  expect(row.input).toContain(question);
  expect(row.output).toContain(answer);

  const [root] = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
  const known = new Set(spans.map(({ spanId }) => spanId));
  expect(spans.filter(({ parentSpanId }) => parentSpanId !== undefined && !known.has(parentSpanId))).toEqual([]);
  expect(root).toMatchObject({ output: answer, sessionId: program.session, userId: "user-42" });

  const last = spans.findLast(({ kind }) => kind === "chat");
  expect(last).toMatchObject({ model: wanted.model, output: answer });
  expect(last.messages.map(({ role }: { role: string }) => role)).toEqual(
    wanted.usage === oneCall ? ["user", "assistant"] : ["user", "assistant", "tool", "tool", "assistant"],
  );

  const tools = spans.filter(({ kind }) => kind === "tool").map(({ toolCalls }) => toolCalls[0]);
  const failure = expect.stringContaining("does not answer");
  expect(tools.toSorted((a, b) => (a.name < b.name ? 1 : -1))).toMatchObject([
    { name: "lookup_order", arguments: { [wanted.orderKey ?? "orderId"]: "A-1007" }, result: { status: "shipped" } },
    {
      name: "carrier_status",
      arguments: { carrier: "DHL" },
      ...(wanted.returnsErrors === true ? { result: { error: failure } } : { error: failure }),
    },
  ]);

  const given = { name: "helpful", score: 1, comment: "quick and right", source: "user", traceId: row.traceId };
  expect(trace.feedback).toMatchObject(wanted.score === true ? [given] : []);

  const { body: sessions } = await server.get(`/api/v1/sessions?from=${from}`);
  expect(sessions.sessions.find(({ sessionId }: any) => sessionId === program.session)).toMatchObject({
    traces: 1,
    userId: "user-42",
    usage: wanted.usage,
  });
}

/** Runs what is given only where the program's client can be installed; elsewhere the test is skipped, with the reason. */
async function installed(program: ClientProgram, skip: (reason: string) => never): Promise<void> {
  if (program.name === "mlflow-python" && process.env["GOLDLOOP_TEST_MLFLOW"] === undefined) {
    skip("it installs 80 MB: GOLDLOOP_TEST_MLFLOW=1 runs it");
  }
  const reason = await install(program);
  if (reason !== undefined) skip(reason);
}

describe("an unmodified client, pointed here by its own variables, delivers a whole trace", () => {
  test.for(clientPrograms)("$name", { timeout: installMs }, async (program, { skip }) => {
    await installed(program, skip);
    await expectDelivered(program, await deliver(program));
  });
});

describe("LangSmith's client", () => {
  const program = clientPrograms.find(({ name }) => name === "langsmith") as ClientProgram;

  test("sends runs that take long in two parts, which become one span", { timeout: installMs }, async ({ skip }) => {
    await installed(program, skip);
    const from = await deliver(program, { modelUrl: model.slowUrl });
    await expectDelivered(program, from);
    const { spans } = await delivered(program, from);
    for (const { kind, durationMs } of spans) if (kind === "chat") expect(durationMs).toBeGreaterThan(500);
  });

  test("may send runs as parts of a form", { timeout: installMs }, async ({ skip }) => {
    await installed(program, skip);
    const front = await startFront();
    try {
      await expectDelivered(program, await deliver(program, { url: front.url }));
      expect(front.paths).toContain("/langsmith/runs/multipart");
      expect(front.paths).not.toContain("/langsmith/runs/batch");
    } finally {
      await front.close();
    }
  });
});

describe("feedback as the guide shows it", () => {
  const [program] = clientPrograms as [ClientProgram];

  test("by OpenTelemetry's event, after the span has ended", { timeout: installMs }, async ({ skip }) => {
    await installed(program, skip);
    const session = "session-evaluation";
    const from = await deliver({ ...program, file: "send-evaluation.mjs", session });
    const { spans, trace } = await delivered({ ...program, session }, from);
    expect(trace.scores).toMatchObject([
      { name: "relevance", score: 0.8, comment: "it names the order and the day", spanId: spans[0].spanId },
    ]);
  });

  test("by HTTP", async ({ skip }) => {
    const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/send-traces.md"), "utf8");
    const command = /^curl [^`]*/m.exec(guide)?.[0] ?? "";
    const span = otlpSpan({ attributes: { "session.id": "session-feedback" } });
    await server.post("/v1/traces", traceRequest([span]));
    const variables = { GOLDLOOP_SERVER: server.url, GOLDLOOP_API_KEY: server.key, TRACE_ID: span.traceId };
    try {
      await promisify(execFile)("bash", ["-c", command], { env: { PATH: process.env["PATH"], ...variables } });
    } catch (error) {
      if ((error as { code?: number | string }).code === 127) skip("curl is not installed");
      throw error;
    }
    const { body } = await server.get(`/api/v1/traces/${span.traceId}`);
    expect(body.feedback).toMatchObject([{ name: "thumbs", score: 0, comment: "wrong day", source: "user" }]);
  });
});

/** Stands before the server and lets LangSmith's client believe that it prefers forms; everything else passes as it is. */
async function startFront() {
  const paths: string[] = [];
  const front = createServer((incoming, response) => {
    const path = incoming.url ?? "";
    paths.push(path);
    if (path.endsWith("/info")) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ version: "0.12.0", batch_ingest_config: { use_multipart_endpoint: true } }));
      return;
    }
    const { method = "GET", headers } = incoming;
    const onward = forward(new URL(path, server.url), { method, headers }, (answered) => {
      response.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(response);
    });
    onward.once("error", () => response.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => front.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    paths,
    close: () =>
      new Promise<void>((done) => {
        front.close(() => done());
        front.closeAllConnections();
      }),
  };
}

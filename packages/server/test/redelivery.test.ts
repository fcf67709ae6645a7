import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { otlpSpan, type OtlpSpan, traceRequest } from "./spans.ts";
import { startTestServer, type TestServer } from "./server.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.now();
/** The same for both servers, so that their answers can be compared whole. */
const range = `from=${now - 5 * dayMs}&to=${now + hourMs}`;

let once: TestServer;
let again: TestServer;
beforeAll(async () => {
  [once, again] = await Promise.all([startTestServer(), startTestServer()]);
});
afterAll(() => Promise.all([once?.remove(), again?.remove()]));

test("the same spans sent twice, in two orders, late and across a restart are as if sent once", async () => {
  const traces = Array.from({ length: 60 }, (_, index) =>
    visit(index, now - ((index * 1_900_000) % (4 * dayMs)) - 60_000),
  );
  const opinions = traces.slice(0, 20).map(([root], index) => ({
    id: `opinion-${index}`,
    traceId: root?.traceId,
    name: "thumbs",
    score: index % 2,
    time: new Date(now - 60_000 - index * hourMs).toISOString(),
  }));
  for (const part of parts(traces.flat(), 50)) await send(once, part);
  for (const opinion of opinions) await say(once, opinion);

  // Children before their roots, the older days after the newer ones, one part twice in one request.
  const shuffled = traces.flat().toReversed();
  for (const part of parts(shuffled, 37)) await send(again, part);
  for (const opinion of opinions) await say(again, opinion);
  await again.kill();
  await again.restart();
  for (const part of parts(traces.flat(), 50)) await send(again, [...part, ...part.slice(0, 5)]);
  for (const opinion of opinions) await say(again, opinion);
  await again.stop();
  await again.restart();

  const paths = [
    `/traces?${range}&limit=500`,
    `/traces/histogram?${range}`,
    `/traces/facets?${range}`,
    `/sessions?${range}`,
    ...(await once.get("/api/v1/signals")).body.signals.flatMap(({ name }: { name: string }) => [
      `/signals/${name}?${range}&stepMs=${hourMs}`,
      `/signals/${name}?${range}&stepMs=${dayMs}&groupBy=release`,
    ]),
  ];
  expect(paths.length).toBeGreaterThan(20);
  for (const path of paths) {
    const [expected, got] = await Promise.all([once.get(`/api/v1${path}`), again.get(`/api/v1${path}`)]);
    expect([path, got.status, got.body]).toEqual([path, 200, expected.body]);
  }
  const { body } = await again.get(`/api/v1/signals/traces?${range}`);
  expect(body.series[0].total.n).toBe(traces.length);
});

test("a later version of a span replaces the earlier one, in its trace and in every signal", async () => {
  const startMs = now - 2 * hourMs;
  const first = otlpSpan({ startMs, attributes: chat("gpt-4.1-mini", 100, 10), name: "versioned" });
  const second = { ...otlpSpan({ ...idsOf(first), startMs, attributes: chat("gpt-4.1", 300, 30), name: "versioned" }) };
  await send(once, [first]);
  await send(once, [second]);
  const { spans } = (await once.get(`/api/v1/traces/${first.traceId}`)).body;
  expect(spans).toMatchObject([{ model: "gpt-4.1", usage: { inputTokens: 300, outputTokens: 30 } }]);
  const { series } = (await once.get(`/api/v1/signals/tokens?${range}&route=versioned`)).body;
  expect(series[0].total).toMatchObject({ n: 1 });
  expect(series[0].points.map(([, value]: [number, number]) => value)).toEqual([330]);
});

/** A question with a chat call and a tool call; every seventh fails. */
function visit(index: number, startMs: number): OtlpSpan[] {
  const traceId = randomBytes(16).toString("hex");
  const root = otlpSpan({
    traceId,
    name: `route-${index % 3}`,
    startMs,
    durationMs: 1000 + index,
    error: index % 7 === 0,
    attributes: { "session.id": `session-${index % 11}`, "user.id": `user-${index % 5}` },
  });
  const below = { traceId, parentSpanId: root.spanId };
  return [
    root,
    otlpSpan({
      ...below,
      name: "look_up",
      startMs: startMs + 5,
      error: index % 5 === 0,
      attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "look_up" },
    }),
    otlpSpan({ ...below, name: "chat", startMs: startMs + 50, attributes: chat("gpt-4.1-mini", 1000 + index, 50) }),
  ];
}

function chat(model: string, input: number, output: number): Record<string, string | number> {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": model,
    "gen_ai.usage.input_tokens": input,
    "gen_ai.usage.output_tokens": output,
  };
}

function idsOf({ traceId, spanId }: OtlpSpan): { traceId: string; spanId: string } {
  return { traceId, spanId };
}

function parts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

async function send(server: TestServer, spans: readonly OtlpSpan[]): Promise<void> {
  const resource = { "service.version": "1.0.0", "deployment.environment.name": "production" };
  const { status, body } = await server.post("/v1/traces", traceRequest(spans, resource));
  expect([status, body.partialSuccess?.rejectedSpans ?? 0]).toEqual([200, 0]);
}

async function say(server: TestServer, opinion: unknown): Promise<void> {
  expect((await server.post("/v1/feedback", opinion)).status).toBe(200);
}

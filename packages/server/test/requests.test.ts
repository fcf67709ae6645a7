import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./server.ts";
import { otlpSpan, traceRequest } from "./spans.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.remove());

const json = { "content-type": "application/json" };
const trace = "4bf92f3577b34da6a3ce929d0e0e4736";

type Case = [
  what: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
  status: number,
  code: string,
];

const cases: Case[] = [
  ["an unknown address", "GET", "/api/v1/nothing", undefined, {}, 404, "unknown-address"],
  ["a method that the address does not take", "DELETE", "/api/v1/traces", undefined, {}, 405, "wrong-method"],
  ["a trace id that is none", "GET", "/api/v1/traces/xyz", undefined, {}, 400, "invalid-request"],
  ["a trace that nobody sent", "GET", `/api/v1/traces/${trace}`, undefined, {}, 404, "unknown-trace"],
  ["a signal that does not exist", "GET", "/api/v1/signals/erorRate", undefined, {}, 404, "unknown-signal"],
  ["a session that nobody had", "GET", "/api/v1/sessions/x", undefined, {}, 404, "unknown-session"],
  ["a time without a zone", "GET", "/api/v1/traces?from=2026-01-01T00:00", undefined, {}, 400, "invalid-request"],
  [
    "a range that ends before it starts",
    "GET",
    "/api/v1/traces?from=1795000000000&to=1794000000000",
    undefined,
    {},
    400,
    "empty-range",
  ],
  ["a page of -1", "GET", "/api/v1/traces?limit=-1", undefined, {}, 400, "invalid-request"],
  ["a page of 1e9", "GET", "/api/v1/traces?limit=1000000000", undefined, {}, 400, "invalid-request"],
  ["an order that does not exist", "GET", "/api/v1/traces?sort=colour", undefined, {}, 400, "invalid-request"],
  ["feedback about nothing", "POST", "/api/v1/feedback", { score: 1 }, {}, 422, "feedback-about-nothing"],
  ["feedback that says nothing", "POST", "/api/v1/feedback", { traceId: trace }, {}, 422, "feedback-empty"],
  [
    "feedback on a span without its trace",
    "POST",
    "/api/v1/feedback",
    { spanId: "00f067aa0ba902b7", score: 1 },
    {},
    422,
    "feedback-about-nothing",
  ],
  [
    "feedback from the future",
    "POST",
    "/v1/feedback",
    { traceId: trace, score: 1, time: "2999-01-01T00:00:00Z" },
    {},
    422,
    "feedback-in-future",
  ],
  ["an unknown key", "POST", "/v1/feedback", { traceId: trace, scroe: 1 }, {}, 400, "invalid-request"],
  ["a score that is a text", "POST", "/v1/feedback", { traceId: trace, score: "good" }, {}, 400, "invalid-request"],
  ["broken JSON", "POST", "/v1/feedback", "{", json, 400, "bad-json"],
  ["another type", "POST", "/v1/feedback", "a=b", { "content-type": "text/csv" }, 415, "unsupported-media-type"],
  ["a body of 2 MB", "POST", "/v1/feedback", "x".repeat(2_000_000), json, 413, "body-too-large"],
];

test.each(cases)("%s is answered clearly", async (_, method, path, body, headers, status, code) => {
  const answer = await server.request(method, path, {
    ...(body === undefined ? {} : { body }),
    headers: { authorization: `Bearer ${server.key}`, ...headers },
  });
  expect([answer.status, answer.body?.error?.code]).toEqual([status, code]);
  expect(typeof answer.body.error.message).toBe("string");
  expect((await server.get("/healthz")).status).toBe(200);
});

test.each([
  ["/traces?relese=v2", 'query: unknown key "relese"; did you mean "release"?'],
  ["/signals?colour=red", 'query: unknown key "colour"'],
  ["/traces?score=x<", "query.score: a name, or a name with one of < <= > >= = != and a number, is needed"],
  ["/traces?feedback=thumbs==1", "query.feedback: a name, or a name with one of"],
  ["/traces?kind=tol", "query.kind: one of chat, tool,"],
  ["/traces?attribute=x", "attribute: a key and a value are needed"],
  ["/traces?flag=emial", 'flag: no trace has such a flag; did you mean "email"?'],
  ["/signals/score.nope", "no signal has this name"],
])("%s says what is wrong with it", async (path, message) => {
  const { status, body } = await server.get(`/api/v1${path}`);
  expect([400, 404]).toContain(status);
  expect(body.error.message).toContain(message);
  expect(body.error.hint).toBeTruthy();
});

test.each(["score=helpful<=0.5", "score=helpful", "feedback=negative", "feedback=a-b>=1", "flag=email", "kind=tool"])(
  "%s is a filter",
  async (filter) => {
    expect((await server.get(`/api/v1/traces?${filter}`)).status).toBe(200);
  },
);

test("figures that nobody can mean are kept beside the span, in no chart, and the sender is told", async () => {
  const hour = 3_600_000;
  const span = otlpSpan({
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.usage.input_tokens": 9_000_000_000_000,
      "gen_ai.usage.output_tokens": 7,
      "gen_ai.usage.cost": 1e300,
    },
  });
  const endless = { ...otlpSpan(), endTimeUnixNano: String(BigInt(Date.now() + 20 * 8760 * hour) * 1_000_000n) };
  const { status, body } = await server.post("/v1/traces", traceRequest([span, endless]));
  expect(status).toBe(200);
  expect(body.partialSuccess).toMatchObject({
    rejectedSpans: "0",
    errorMessage: expect.stringContaining("2 spans stored without figures that are out of bounds"),
  });
  const [stored] = (await server.get(`/api/v1/traces/${span.traceId}`)).body.spans;
  expect(stored.usage).toEqual({ outputTokens: 7 });
  expect(stored.costUsd).toBeUndefined();
  expect(stored.attributes["goldloop.ignored"]).toEqual({ inputTokens: 9_000_000_000_000, costUsd: 1e300 });
  const [long] = (await server.get(`/api/v1/traces/${endless.traceId}`)).body.spans;
  expect(long.durationMs).toBe(0);
  const refused = await server.post("/api/v1/feedback", { traceId: span.traceId, score: 1e308 });
  expect([refused.status, refused.body.error.message]).toEqual([
    400,
    "body.score: a number of at most 1000000000 is needed",
  ]);
});

test("what was sent is not repeated by a problem", async () => {
  const { body } = await server.post("/v1/feedback", {
    traceId: trace,
    score: "planted",
    planted: 1,
    name: "x".repeat(300),
  });
  expect(body.error.message).toMatch(/^body/);
  expect(JSON.stringify(body)).not.toMatch(/"planted"/);
});

test("a wrong method is told the right ones", async () => {
  const { headers } = await server.request("PUT", "/api/v1/traces");
  expect(headers.get("allow")).toMatch(/\bGET\b/);
});

describe("answers to browsers", () => {
  test.each(["/", "/traces/x", "/api/v1/traces", "/api/v1/nothing", "/healthz"])(
    "%s has the headers that keep it safe",
    async (path) => {
      const { headers } = await server.get(path, { accept: "text/html" });
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toMatch(/default-src 'none'/);
      expect(policy).toMatch(/script-src 'self'(?:;|$)/);
      expect(policy).toMatch(/frame-ancestors 'none'/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    },
  );

  test("a page of the app is its index, and is asked for again each time", async () => {
    const { status, headers, body } = await server.get("/signals/errorRate", { accept: "text/html" });
    expect([status, headers.get("cache-control")]).toEqual([200, "no-cache"]);
    expect(body).toMatch(/<title>/);
  });

  test("a missing file is no page", async () => {
    expect((await server.get("/assets/missing.js", { accept: "*/*" })).status).toBe(404);
  });
});

test("health and readiness need no key and say which database is away", async () => {
  expect((await server.get("/healthz", {})).body).toEqual({ status: "ok" });
  expect((await server.get("/readyz", {})).body).toEqual({ status: "ready", clickhouse: "ok", database: "ok" });
});

test("metrics name routes by their pattern and no project", async () => {
  await server.get(`/api/v1/traces/${trace}?project=test`);
  const { body, headers } = await server.get<string>("/metrics", {});
  expect(headers.get("content-type")).toMatch(/^text\/plain/);
  expect(body).toContain('route="/api/v1/traces/:traceId",status="404"');
  expect(body).not.toContain(trace);
});

test("the log names neither addresses nor what people search for", async () => {
  await server.get("/api/v1/traces?text=planted-word&user=planted-user");
  await server.get("/api/v1/sessions/planted-session");
  expect(server.log()).toContain("/api/v1/sessions/:sessionId");
  expect(server.log()).not.toMatch(/planted/);
});

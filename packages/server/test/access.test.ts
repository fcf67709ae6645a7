import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { otlpSpan, traceRequest } from "./spans.ts";
import { startTestServer, type TestServer } from "./server.ts";

let server: TestServer;
/** A full key of another project. */
let otherKey: string;
let ingestKey: string;
let routes: Route[];

interface Route {
  method: string;
  path: string;
  permission: string;
  /** With values for every parameter that point at what the project `test` holds. */
  address: string;
  body: unknown;
}

const known = otlpSpan({
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  name: "secret-route",
  attributes: {
    "session.id": "secret-session",
    "user.id": "secret-user",
    input: "secret-input",
    output: "secret-output",
  },
});
const values: Record<string, string> = {
  traceId: known.traceId,
  sessionId: "secret-session",
  name: "errorRate",
};

beforeAll(async () => {
  server = await startTestServer();
  expect((await server.post("/v1/traces", traceRequest([known]))).status).toBe(200);
  const feedback = { traceId: known.traceId, name: "secret-thumbs", score: 0, comment: "secret-comment" };
  expect((await server.post("/api/v1/feedback", feedback)).status).toBe(200);
  const cookie = await server.login();
  const made = async (path: string, body: unknown): Promise<any> => {
    const { status, body: answer } = await server.post(path, body, { cookie, authorization: "" });
    expect(status, JSON.stringify(answer)).toBeLessThan(300);
    return answer;
  };
  await made("/api/v1/projects", { name: "other" });
  otherKey = (await made("/api/v1/keys?project=other", { name: "full", scope: "full" })).token;
  ingestKey = (await made("/api/v1/keys?project=test", { name: "send", scope: "ingest" })).token;
  routes = routesOf((await server.get("/api/v1/openapi.json", {})).body);
});
afterAll(() => server?.remove());

function routesOf(document: any): Route[] {
  return Object.entries<any>(document.paths).flatMap(([path, methods]) =>
    Object.entries<any>(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      permission: operation["x-permission"],
      address: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "x"),
      body: operation.requestBody === undefined ? undefined : {},
    })),
  );
}

const ask = ({ method, address, body }: Route, headers: Record<string, string>) =>
  server.request(method, address, { headers, ...(body === undefined ? {} : { body }) });

describe("every route of the OpenAPI document", () => {
  test("says who may call it", () => {
    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter(({ permission }) => permission === undefined)).toEqual([]);
  });

  test("asks for a key, but for health, login and the document itself", async () => {
    const open: string[] = [];
    for (const route of routes) {
      const { status } = await ask(route, {});
      if (route.permission === "anyone") open.push(`${route.method} ${route.path}`);
      else expect([route.method, route.path, status]).toEqual([route.method, route.path, 401]);
    }
    expect(open.toSorted()).toMatchSnapshot();
  });

  test.each(["Bearer gl_pk_unknown:gl_sk_unknown", "Bearer ", "Basic !!!", "Digest x"])(
    "does not take %j for a key",
    async (authorization) => {
      for (const route of routes.filter(({ permission }) => permission !== "anyone")) {
        expect([route.path, (await ask(route, { authorization })).status]).toEqual([route.path, 401]);
      }
    },
  );

  test("tells a key of another project nothing of this one", async () => {
    for (const route of routes) {
      for (const address of [route.address, `${route.address}?project=test`]) {
        const { body, headers } = await ask({ ...route, address }, { authorization: `Bearer ${otherKey}` });
        const told = JSON.stringify(body) + JSON.stringify([...headers]);
        expect([route.method, address, /secret-/.test(told)]).toEqual([route.method, address, false]);
      }
    }
  });

  test("tells a key that may only send nothing at all", async () => {
    for (const route of routes.filter(({ permission }) => !/write-traces|anyone|principal/.test(permission))) {
      const { status } = await ask(route, { authorization: `Bearer ${ingestKey}` });
      expect([route.method, route.path, status]).toEqual([route.method, route.path, 403]);
    }
  });
});

test("what the other project must not see is there for this one", async () => {
  for (const path of ["/traces", `/traces/${known.traceId}`, "/sessions", "/sessions/secret-session"]) {
    const { status, body } = await server.get(`/api/v1${path}`);
    expect([path, status, /secret-/.test(JSON.stringify(body))]).toEqual([path, 200, true]);
  }
});

test("a session works for its own pages, and not for those of another origin", async () => {
  const cookie = await server.login();
  expect((await server.get("/api/v1/traces?project=test", { cookie })).body.traces).toHaveLength(1);
  expect((await server.get("/api/v1/traces?project=nobodys", { cookie })).status).toBe(404);
  const feedback = { traceId: known.traceId, score: 1 };
  const from = (headers: Record<string, string>) =>
    server.post("/api/v1/feedback?project=test", feedback, { authorization: "", cookie, ...headers });
  expect((await from({ origin: server.url })).status).toBe(200);
  expect((await from({ origin: "https://evil.example" })).status).toBe(403);
  expect((await from({ origin: "null" })).status).toBe(403);
  expect((await from({ "sec-fetch-site": "cross-site" })).status).toBe(403);
});

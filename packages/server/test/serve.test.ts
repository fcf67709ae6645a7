import { once } from "node:events";
import { readdirSync } from "node:fs";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { otlpSpan, traceRequest } from "./spans.ts";
import { spawnServer, startTestServer, type TestServer } from "./server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.remove());

/** Runs `goldloop serve` to its end. */
async function ended(args: readonly string[], variables: Record<string, string> = {}) {
  const child = spawnServer(args, variables);
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, printed };
}

describe("a server that cannot start says why, and ends with 2", () => {
  test("the data folder belongs to another server", async () => {
    const { code, printed } = await ended(["--data", server.data, "--port", "0", "--grpc-port", "0"]);
    expect(code).toBe(2);
    expect(printed).toMatch(/another .*process|another server|is used by/i);
    expect((await server.get("/readyz")).status).toBe(200);
  });

  test("the port is taken", async () => {
    const { port } = new URL(server.url);
    const { code, printed } = await ended(["--data", `${server.data}-2`, "--port", port, "--grpc-port", "0"]);
    expect([code, printed]).toEqual([2, expect.stringContaining(`port ${port} on 127.0.0.1 is taken`)]);
    expect(printed).toContain("--port 0");
  });

  test.each<[string, string[], Record<string, string>, string]>([
    ["a role without databases by URL", ["--role", "api"], {}, "both databases by URL"],
    ["a role that does not exist", ["--role", "ingset"], {}, "ingest, api, worker"],
    ["a port that is none", ["--port", "http"], {}, "whole number"],
    ["a variable that is not what it should be", [], { GOLDLOOP_RETENTION_DAYS: "0" }, "at least 1"],
    ["an admin without a password", [], { GOLDLOOP_INIT_ADMIN_EMAIL: "ana@example.com" }, "an e-mail and a password"],
  ])("%s", async (_, args, variables, message) => {
    const { code, printed } = await ended(args, variables);
    expect([code, printed]).toEqual([2, expect.stringContaining(message)]);
  });
});

test("libuv's pool has the threads that the embedded database needs", () => {
  const names = readdirSync(`/proc/${server.pid}/task`);
  expect(names.length).toBeGreaterThanOrEqual(16);
});

test("what was stored is there after a restart; a request in flight is answered before the end", async () => {
  const before = otlpSpan();
  expect((await server.post("/v1/traces", traceRequest([before]))).status).toBe(200);

  const late = otlpSpan();
  const body = JSON.stringify(traceRequest([late]));
  const headers = {
    authorization: `Bearer ${server.key}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    expect: "100-continue",
  };
  const sending = request(new URL("/v1/traces", server.url), { method: "POST", headers });
  const answered = once(sending, "response") as Promise<[{ statusCode: number }]>;
  sending.flushHeaders();
  // The server has the request in hand once it asks for the body.
  await once(sending, "continue");
  const stopped = server.stop();
  sending.end(body);
  const [{ statusCode }] = await answered;
  expect([statusCode, await stopped]).toEqual([200, 0]);

  await server.restart();
  for (const { traceId } of [before, late]) {
    expect((await server.get(`/api/v1/traces/${traceId}`)).body.spans).toHaveLength(1);
  }
});

test("while nobody exists the start prints a link that makes the first admin, once", async () => {
  const { printed, child } = await startedWithoutAnybody();
  const { setupLink, url } = JSON.parse(printed) as { setupLink: string; url: string };
  expect(setupLink.startsWith(url)).toBe(true);
  const token = new URL(setupLink).searchParams.get("token") ?? new URL(setupLink).hash.replace(/^#(?:token=)?/, "");
  const setup = () =>
    fetch(new URL("/api/v1/setup", url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token, email: "ana@example.com", password: "correct horse battery" }),
    });
  const first = await setup();
  expect([first.status, first.headers.getSetCookie().length]).toEqual([200, 1]);
  expect((await setup()).status).toBeGreaterThanOrEqual(400);
  child.kill("SIGTERM");
  await once(child, "exit");
});

async function startedWithoutAnybody() {
  const child = spawnServer(["--data", `${server.data}-3`, "--port", "0", "--grpc-port", "off", "--json"]);
  const [printed] = (await once(child.stdout!.setEncoding("utf8"), "data")) as [string];
  return { child, printed };
}

import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Json } from "../digest/index.ts";
import { InfrastructureError } from "../error/index.ts";
import type { ModelAccess } from "../model/index.ts";
import type { TargetContext, TargetEnvironment } from "./definition.ts";
import { retryAfterMs } from "./http-failure.ts";
import { httpTarget } from "./http.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    request.on("end", () => handler(request, response, body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const context = (fields: Partial<TargetContext> = {}): TargetContext => ({
  exampleId: "e1",
  trial: 0,
  seed: 1,
  signal: new AbortController().signal,
  traceparent,
  attachments: [],
  ...fields,
});
const environment = (variables: Record<string, string> = {}): TargetEnvironment => ({
  directory: "/",
  models: {} as ModelAccess,
  variables,
});

async function call(
  options: object,
  input: Json = "hi",
  variables: Record<string, string> = {},
  fields: Partial<TargetContext> = {},
) {
  const target = await httpTarget.open(httpTarget.options.parse(options), environment(variables));
  return target.call(input, context(fields));
}

const json =
  (value: Json, status = 200, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(value));
  };

describe("http target", () => {
  it("posts the input as JSON with trace context, and takes the whole answer", async () => {
    let seen: { method: string | undefined; headers: IncomingMessage["headers"]; body: string } | undefined;
    const url = await serve((request, response, body) => {
      seen = { method: request.method, headers: request.headers, body };
      json({ answer: 42 })(request, response, body);
    });
    const result = await call({ url }, { q: 1 });
    expect(result).toEqual({ output: { answer: 42 }, latencyMs: expect.any(Number) });
    expect(seen?.method).toBe("POST");
    expect(JSON.parse(seen?.body ?? "")).toEqual({ input: { q: 1 } });
    expect(seen?.headers).toMatchObject({ "content-type": "application/json", traceparent });
  });

  it("fills url, headers and body in, and picks output, usage, cost and model from the answer", async () => {
    const seen: string[] = [];
    const url = await serve((request, response, body) => {
      seen.push(`${request.method} ${request.url} ${String(request.headers["x-key"])} ${body}`);
      json({
        model: "gpt-x",
        choices: [{ message: { content: "fine" } }],
        usage: { prompt_tokens: 9, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 4 } },
        cost: { usd: 0.002 },
      })(request, response, body);
    });
    const result = await call(
      {
        url: "${BASE}/v1/{{id}}?q={{input.q}}",
        method: "put",
        headers: { "X-Key": "k-${KEY}" },
        body: {
          model: "gpt-x",
          messages: [{ role: "user", content: "{{input.q}}" }],
          raw: "{{input}}",
          trial: "{{trial}}",
        },
        output: "choices[0].message.content",
        usage: "usage",
        cost: "cost.usd",
        model: "model",
      },
      { q: "a b&c" },
      { BASE: url, KEY: "abc" },
    );
    expect(result).toMatchObject({
      output: "fine",
      usage: { inputTokens: 9, outputTokens: 3, cachedInputTokens: 4 },
      costUsd: 0.002,
      model: "gpt-x",
    });
    expect(seen).toEqual([
      'PUT /v1/e1?q=a%20b%26c k-abc {"model":"gpt-x","messages":[{"role":"user","content":"a b&c"}],"raw":{"q":"a b&c"},"trial":0}',
    ]);
  });

  it("takes text where the answer is no JSON, and sends a text body as it is", async () => {
    const url = await serve((request, response, body) => response.end(`${request.headers["content-type"]} ${body}`));
    expect((await call({ url, body: "Q: {{input}}" })).output).toBe("text/plain; charset=utf-8 Q: hi");
  });

  it("sends GET without a body", async () => {
    const url = await serve((request, response, body) => response.end(`${request.method}${body}.`));
    expect((await call({ url, method: "GET" })).output).toBe("GET.");
    await expect(call({ url, method: "GET", body: {} })).rejects.toMatchObject({
      code: "body-not-allowed",
      exitCode: 2,
    });
  });

  it.each<[string, object, string[], string, object]>([
    [
      "server-sent events",
      { stream: { format: "sse", delta: "choices[0].delta.content" }, usage: "usage", model: "model" },
      [
        'data: {"model":"m","choices":[{"delta":{"content":"Hel',
        'lo "}}]}\n\n: comment\n\ndata: {"choices":[{"delta":{"content":"you"}}]}\n\n',
        'data: {"choices":[],"usage":{"prompt_tokens":2,"completion_tokens":1}}\n\ndata: [DONE]\n\n',
      ],
      "Hello you",
      { usage: { inputTokens: 2, outputTokens: 1 }, model: "m" },
    ],
    ["server-sent events of plain text", { stream: "sse" }, ["data: Hel\n\ndata: lo\n\n"], "Hello", {}],
    [
      "JSON lines, the last without an end",
      { stream: { format: "ndjson", delta: "text" } },
      ['{"text":"a"}\n{"te', 'xt":"b"}\n{"done":true}\n{"text":"c"}'],
      "abc",
      {},
    ],
    ["text", { stream: "text" }, ["Grüß", "e"], "Grüße", {}],
  ])("joins %s and times the first piece", async (_, options, chunks, output, measures) => {
    const url = await serve((_request, response) => {
      const [first = "", ...rest] = chunks;
      // the socket is flushed between the two, so that pieces arrive apart
      response.write(first, () => response.end(rest.join("")));
    });
    const result = await call({ url, ...options });
    expect(result).toMatchObject({ output, ...measures });
    expect(result.timeToFirstTokenMs).toBeGreaterThan(0);
    expect(result.timeToFirstTokenMs).toBeLessThanOrEqual(result.latencyMs ?? 0);
  });

  it.each<[string, Handler, object, string, RegExp]>([
    ["nothing", (_, response) => response.end(), {}, "no-output", /answered with nothing/],
    [
      "nothing at the path",
      json({ error: "quota" }),
      { output: "answer" },
      "no-output",
      /nothing at answer: \{"error":"quota"\}/,
    ],
    ["null", json(null), {}, "no-output", /nothing/],
    [
      "no JSON where JSON is needed",
      (_, response) => response.end("<html>"),
      { output: "a" },
      "bad-response",
      /<html>/,
    ],
    [
      "a stream without text",
      (_, response) => response.end('data: {"error":"x"}\n\n'),
      { stream: { format: "sse", delta: "a" } },
      "no-output",
      /without any text at a/,
    ],
    [
      "a failure of its own",
      json({ message: "boom" }, 500),
      {},
      "http-500",
      /POST http:\/\/127\.0\.0\.1:\d+\/ answered 500: \{"message":"boom"\}/,
    ],
    ["a refusal", json({}, 422), {}, "http-422", /422/],
  ])("fails as the target's error on %s", async (_, handler, options, code, message) => {
    const failure = call({ url: await serve(handler), ...options });
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(failure).rejects.not.toBeInstanceOf(InfrastructureError);
  });

  it.each<[number, Record<string, string>, number | undefined]>([
    [429, { "retry-after": "2" }, 2000],
    [502, {}, undefined],
    [503, { "retry-after": "0.5" }, 500],
    [504, {}, undefined],
  ])("may be tried again after %i", async (status, headers, wait) => {
    const failure = call({ url: await serve(json({}, status, headers)) });
    await expect(failure).rejects.toBeInstanceOf(InfrastructureError);
    await expect(failure).rejects.toMatchObject({ code: `http-${status}`, retryAfterMs: wait });
  });

  it("may be tried again when nobody listens or the connection breaks in the middle", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("part", () => response.destroy());
    });
    await expect(call({ url })).rejects.toBeInstanceOf(InfrastructureError);
    // A server that nobody has a connection to yet: one that broke off is told by other words.
    const gone = await serve(() => undefined);
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    await expect(call({ url: gone })).rejects.toMatchObject({
      code: "connection",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("stops at once, with the signal's reason, before and after the answer has begun", async () => {
    const reason = new Error("the run was stopped");
    for (const begin of [false, true]) {
      const controller = new AbortController();
      const url = await serve((_, response) => {
        if (begin) response.write("begun", () => setImmediate(() => controller.abort(reason)));
        else controller.abort(reason);
      });
      await expect(call({ url }, "hi", {}, { signal: controller.signal })).rejects.toBe(reason);
    }
  });

  it("never shows secrets in errors or in the identity", async () => {
    const url = await serve((request, response) => {
      response.statusCode = 401;
      response.end(`bad credentials: ${request.headers.authorization} ${request.url}`);
    });
    const options = {
      url: "${BASE}/answer?key=${KEY}",
      headers: { Authorization: "Bearer ${TOKEN}", "X-Api-Key": "literal-key-123", "X-Tenant": "shop" },
      body: { secret: "${KEY}" },
    };
    const variables = { BASE: url, TOKEN: "token-value-1", KEY: "key-value-2" };
    const failure = await call(options, "hi", variables).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "http-401", message: expect.stringContaining("***") });
    const identity = JSON.stringify(
      await httpTarget.identity(httpTarget.options.parse(options), environment(variables)),
    );
    for (const text of [String(failure), JSON.stringify(failure), identity]) {
      expect(text).not.toMatch(/token-value-1|key-value-2|literal-key-123/);
    }
    expect(JSON.parse(identity)).toMatchObject({
      url: `${url}/answer?key=\${KEY}`,
      headers: { authorization: "Bearer ${TOKEN}", "x-api-key": "***", "x-tenant": "shop" },
    });
  });

  it.each<[string, object, string]>([
    ["a missing variable", { url: "http://${NOPE}/" }, "missing-variable"],
    ["an address that is none", { url: "localhost:3000" }, "bad-url"],
    ["a header with a line break", { url: "http://127.0.0.1/", headers: { "x-a": "${BROKEN}" } }, "bad-header"],
    ["an unknown placeholder", { url: "http://127.0.0.1/", body: { a: "{{output}}" } }, "template"],
  ])("refuses %s when it opens", async (_, options, code) => {
    const opening = httpTarget.open(httpTarget.options.parse(options), environment({ BROKEN: "a\nsecret" }));
    await expect(opening).rejects.toMatchObject({
      code,
      exitCode: 2,
      message: expect.not.stringContaining("secret\n"),
    });
  });

  it("keeps connections for many calls at the same time", async () => {
    const url = await serve((request, response, body) =>
      setImmediate(() => json(JSON.parse(body) as Json)(request, response, body)),
    );
    let connections = 0;
    servers[0]?.on("connection", () => connections++);
    const target = await httpTarget.open({ url, output: "input" }, environment());
    for (let round = 0; round < 8; round++) {
      const results = await Promise.all(Array.from({ length: 50 }, (_, i) => target.call(i, context())));
      expect(results.map(({ output }) => output)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    }
    // 400 calls; a connection that is not free again in time costs another one
    expect(connections).toBeLessThanOrEqual(120);
  });
});

describe("retryAfterMs", () => {
  it.each<[string | null, number | undefined]>([
    [null, undefined],
    ["", undefined],
    ["3", 3000],
    ["-1", 0],
    ["Thu, 01 Jan 1970 00:00:10 GMT", 9000],
    ["soon", undefined],
  ])("reads %j", (header, expected) => {
    expect(retryAfterMs(header, 1000)).toBe(expected);
  });
});

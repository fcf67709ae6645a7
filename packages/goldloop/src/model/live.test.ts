import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startModelServer } from "../../test/model-server.ts";
import type { ModelServer } from "../../test/model-server.ts";
import type { GenerateRequest } from "./access.ts";
import type { Clock } from "./clock.ts";
import { createLiveModels } from "./live.ts";
import type { LiveModels, LiveOptions } from "./live.ts";

let directory = "";
let server: ModelServer | undefined;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "live-"));
});
afterAll(() => rm(directory, { recursive: true }));
afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Answer = NonNullable<Parameters<typeof startModelServer>[0]>["answer"];

async function serve(answer?: Answer, options: Partial<LiveOptions> = {}): Promise<LiveModels> {
  server = await startModelServer(answer === undefined ? {} : { answer });
  const variables = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: "sk-secret-1234" };
  return createLiveModels({ directory, variables, clock: jumpingClock(), ...options });
}

/** A clock on which waiting takes no time: it moves on. */
function jumpingClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
}

const model = "openai/gpt-4.1-2025-04-14";
const ask = (more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  model,
  messages: [{ role: "user", content: "Hello" }],
  ...more,
});

describe("a call", () => {
  test("carries messages and parameters, and brings back text, usage and the model's name", async () => {
    const live = await serve(() => ({
      text: "Hi",
      model: "gpt-4.1-2025-04-14",
      usage: { input: 100, output: 20, cached: 60, reasoning: 5 },
    }));
    const answer = await live.generate(
      ask({
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hello" },
        ],
        temperature: 0,
        topP: 0.9,
        maxOutputTokens: 50,
        seed: 7,
      }),
    );
    expect(answer).toEqual({
      text: "Hi",
      toolCalls: [],
      finishReason: "stop",
      model: "gpt-4.1-2025-04-14",
      usage: { inputTokens: 100, outputTokens: 20, cachedInputTokens: 60, reasoningTokens: 5 },
      latencyMs: expect.any(Number) as number,
    });
    const [request] = server?.requests ?? [];
    expect(request?.headers.authorization).toBe("Bearer sk-secret-1234");
    expect(request?.body).toEqual({
      model: "gpt-4.1-2025-04-14",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hello" },
      ],
      temperature: 0,
      top_p: 0.9,
      max_tokens: 50,
      seed: 7,
    });
  });

  test("goes to an OpenAI-compatible server without a key", async () => {
    const { url } = (server = await startModelServer());
    const live = createLiveModels({ directory, variables: { OPENAI_BASE_URL: `${url}/` } });
    expect((await live.generate(ask({ model: "openai-compatible/org/llama" }))).text).toBe("You said: Hello");
    expect(server.requests[0]).toMatchObject({ model: "org/llama" });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  test("goes to an address of the config with that provider's key, never with OpenAI's", async () => {
    const { url } = (server = await startModelServer());
    const variables = { OPENAI_API_KEY: "sk-secret-1234", MY_HOST_API_KEY: "mine" };
    const live = createLiveModels({ directory, variables, baseUrls: { "my-host": url, "openai-compatible": url } });
    await live.generate(ask({ model: "my-host/llama" }));
    await live.generate(ask({ model: "openai-compatible/llama" }));
    expect(server.requests.map((request) => request.headers.authorization)).toEqual(["Bearer mine", undefined]);
  });

  test("offers tools and brings back the calls with parsed arguments", async () => {
    const live = await serve(({ messages }) =>
      messages.at(-1)?.role === "tool"
        ? "done"
        : {
            toolCalls: [
              { id: "a", name: "look", arguments: { order: "8812" } },
              { id: "b", name: "look", arguments: "not json" },
            ],
          },
    );
    const tools = [{ name: "look", description: "Looks.", parameters: { type: "object", properties: {} } }];
    const first = await live.generate(ask({ tools }));
    expect(first).toMatchObject({
      text: "",
      finishReason: "tool-calls",
      toolCalls: [
        { id: "a", name: "look", arguments: { order: "8812" } },
        { id: "b", name: "look", arguments: "not json" },
      ],
    });
    const second = await live.generate(
      ask({
        tools,
        messages: [
          { role: "user", content: "Hello" },
          { role: "assistant", content: "", toolCalls: [{ name: "look", arguments: { order: "8812" } }] },
          { role: "tool", content: "shipped" },
        ],
      }),
    );
    expect(second.text).toBe("done");
    expect(server?.requests[1]?.messages.slice(1)).toMatchObject([
      {
        role: "assistant",
        tool_calls: [{ id: "call_1_0", function: { name: "look", arguments: '{"order":"8812"}' } }],
      },
      { role: "tool", tool_call_id: "call_1_0", content: "shipped" },
    ]);
  });

  test("with a tool result that answers no call is refused before anything is sent", async () => {
    const live = await serve();
    const messages = [{ role: "tool" as const, content: "shipped", toolCallId: "x" }];
    await expect(live.generate(ask({ messages }))).rejects.toMatchObject({ code: "tool-message-without-call" });
    expect(server?.requests).toHaveLength(0);
  });

  test("says which parameters the model did not take", async () => {
    const live = await serve();
    const { warnings } = await live.generate(ask({ model: "openai/o3-mini", temperature: 0 }));
    expect(warnings).toEqual(["temperature is not supported for reasoning models"]);
    expect(server?.requests[0]?.body).not.toHaveProperty("temperature");
  });

  test("keeps half an emoji from breaking anything", async () => {
    const live = await serve(() => ({
      raw: '{"choices":[{"index":0,"message":{"role":"assistant","content":"a\\ud83d"},"finish_reason":"stop"}]}',
    }));
    expect((await live.generate(ask())).text).toBe("a\ufffd");
  });
});

describe("a structured answer", () => {
  const schema = {
    type: "object",
    properties: { reason: { type: "string" }, score: { type: "number", maximum: 1 } },
    required: ["reason", "score"],
    additionalProperties: false,
  };

  test("is asked for by the schema, strictly where the schema allows it", async () => {
    const live = await serve();
    expect((await live.generate(ask({ schema }))).object).toEqual({ reason: "text", score: 1 });
    await live.generate(ask({ schema: { ...schema, required: [] } }));
    await live.generate(ask({ schema, model: "openai-compatible/llama" }));
    const formats = server?.requests.map((request) => request.body["response_format"]);
    expect(formats).toEqual([
      { type: "json_schema", json_schema: { name: "answer", strict: true, schema } },
      { type: "json_schema", json_schema: { name: "answer", strict: false, schema: { ...schema, required: [] } } },
      { type: "json_schema", json_schema: { name: "answer", strict: true, schema } },
    ]);
  });

  test.each([
    ['```json\n{"reason":"r","score":0}\n```', { reason: "r", score: 0 }],
    ['{"reason":"r","score":2}', undefined],
    ['{"score":1}', undefined],
    ['The output says ```json\n{"reason":"r","score":1}\n```', undefined],
    ["1", undefined],
    ["", undefined],
  ])("of %j is %j", async (text, object) => {
    const live = await serve(() => ({ text }));
    expect((await live.generate(ask({ schema }))).object).toEqual(object);
  });
});

describe("embeddings", () => {
  test("come in order, in as many requests as the provider allows", async () => {
    const live = await serve();
    const values = Array.from({ length: 2050 }, (_, n) => (n === 2049 ? "last words" : "other"));
    const { embeddings, usage } = await live.embed({ model: "openai/text-embedding-3-small", values });
    expect(server?.requests.map((request) => request.values.length)).toEqual([2048, 2]);
    expect(embeddings).toHaveLength(2050);
    expect(embeddings[2049]).not.toEqual(embeddings[2048]);
    expect(usage.inputTokens).toBe(Math.ceil((2048 * 5) / 4) + Math.ceil((5 + 10) / 4));
  });

  test("that are too few are no answer", async () => {
    const live = await serve(() => ({ embeddings: [[1, 2]] }), { retries: 0 });
    const promise = live.embed({ model: "openai/text-embedding-3-small", values: ["a", "b"] });
    await expect(promise).rejects.toMatchObject({ name: "InfrastructureError", code: "bad-response" });
  });
});

describe("a failure of the way there is retried", () => {
  test.each([
    ["429", { status: 429, error: "slow down" }],
    ["500", { status: 500 }],
    ["503", { status: 503 }],
    ["529", { status: 529 }],
    ["408", { status: 408 }],
    ["a reset connection", { reset: "before" as const }],
    ["a reset in the middle of the body", { reset: "midway" as const }],
    ["a page instead of JSON", { raw: "<html>welcome</html>" }],
    ["JSON of another protocol", { raw: '{"choices":[]}' }],
    ["an empty body", { raw: "" }],
  ])("%s", async (_name, failure) => {
    const live = await serve(({ index }) => (index === 0 ? failure : "fine"));
    expect((await live.generate(ask())).text).toBe("fine");
    expect(server?.requests).toHaveLength(2);
  });

  test("a model that does not answer in time", async () => {
    const live = await serve(({ index }) => (index === 0 ? { hang: true } : "fine"), { timeoutMs: 100 });
    expect((await live.generate(ask())).text).toBe("fine");
  });

  test("a server that is not there", async () => {
    let repeats = 0;
    const live = await serve(undefined, { retries: 1, onRetry: () => (repeats += 1) });
    await server?.close();
    await expect(live.generate(ask())).rejects.toMatchObject({ name: "InfrastructureError", code: "connection" });
    expect(repeats).toBe(1);
  });

  test("and when it lasts, the last error tells", async () => {
    const live = await serve(() => ({ status: 500, error: "broken" }), { retries: 2 });
    await expect(live.generate(ask())).rejects.toMatchObject({
      name: "InfrastructureError",
      code: "server-error",
      message: `${model}: broken (HTTP 500)`,
    });
    expect(server?.requests).toHaveLength(3);
  });

  test.each([
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after-ms": "120", "retry-after": "7" }, 120],
  ])("after what %j asks", async (headers, ms) => {
    const retries: number[] = [];
    const live = await serve(({ index }) => (index === 0 ? { status: 429, headers } : "fine"), {
      random: () => 0,
      onRetry: (retry) => retries.push(retry.delayMs),
    });
    await live.generate(ask());
    expect(retries).toEqual([ms]);
  });
});

describe("a refusal is not retried", () => {
  test.each([
    [400, "GoldloopError", "request-refused"],
    [401, "IncompleteError", "credentials-refused"],
    [403, "IncompleteError", "credentials-refused"],
    [404, "GoldloopError", "model-not-found"],
    [422, "GoldloopError", "request-refused"],
  ])("%i", async (status, name, code) => {
    const live = await serve(() => ({ status, error: "no: sk-secret-1234" }));
    const error = await live.generate(ask()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name, code, message: `${model}: no: *** (HTTP ${status})` });
    expect(server?.requests).toHaveLength(1);
  });

  test("nor is a quota that is used up", async () => {
    const live = await serve(() => ({ status: 429, error: "no credit", errorCode: "insufficient_quota" }));
    await expect(live.generate(ask())).rejects.toMatchObject({ name: "IncompleteError", code: "quota-exhausted" });
    expect(server?.requests).toHaveLength(1);
  });

  test("nor an abort, which ends the request at once", async () => {
    const controller = new AbortController();
    const live = await serve(() => {
      controller.abort(new Error("stopped"));
      return { hang: true };
    });
    await expect(live.generate(ask({ signal: controller.signal }))).rejects.toThrow("stopped");
    expect(server?.requests).toHaveLength(1);
  });
});

describe("limits", () => {
  test("of a model and of its provider both hold", async () => {
    const clock = jumpingClock();
    const limits = { [model]: { requestsPerMinute: 1 }, openai: { requestsPerMinute: 2 } };
    const live = await serve(undefined, { clock, limits });
    const times: number[] = [];
    for (const name of [model, "openai/gpt-4o-2024-08-06", model, "openai/gpt-4o-2024-08-06"]) {
      await live.generate(ask({ model: name }));
      times.push(clock.now());
    }
    expect(times).toEqual([0, 0, 60_000, 60_000]);
  });

  test("are met by estimated tokens first and by the real ones afterwards", async () => {
    const clock = jumpingClock();
    const live = await serve(() => ({ usage: { input: 10, output: 10 } }), {
      clock,
      limits: { openai: { tokensPerMinute: 1100 } },
    });
    const times: number[] = [];
    for (let n = 0; n < 30; n += 1) {
      await live.generate(ask({ maxOutputTokens: 998 }));
      times.push(clock.now());
    }
    // 5 calls x 20 tokens leave room for the estimate of 1000; then the minute has to pass.
    expect(times.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 0, 60_000]);
  });

  test("a 429 makes everyone who calls the model wait, and nobody else", async () => {
    const events: string[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let now = 0;
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        await held;
        now = Math.max(now, ms);
      },
    };
    const live = await serve(
      ({ model: asked, index }) => {
        events.push(asked);
        return index === 0 ? { status: 429, headers: { "retry-after": "30" } } : "fine";
      },
      { clock, random: () => 0, onRetry: () => events.push("429") },
    );
    const first = live.generate(ask());
    while (!events.includes("429")) await new Promise((resolve) => setImmediate(resolve));
    const second = live.generate(ask());
    await live.generate(ask({ model: "openai/other" }));
    expect(events).toEqual(["gpt-4.1-2025-04-14", "429", "other"]);
    release();
    await Promise.all([first, second]);
    expect(events).toHaveLength(5);
    expect(now).toBe(30_000);
  });
});

describe("before anything is sent", () => {
  const without = (variables: Record<string, string>, more: Partial<LiveOptions> = {}): LiveModels =>
    createLiveModels({ directory, variables, ...more });

  test("a missing key is named with a line to paste", async () => {
    await expect(without({}).generate(ask())).rejects.toMatchObject({
      name: "IncompleteError",
      code: "missing-credentials",
      hint: "export OPENAI_API_KEY=...",
    });
  });

  test("a missing package is named with a line to paste", async () => {
    await expect(
      without({ ANTHROPIC_API_KEY: "x" }).generate(ask({ model: "anthropic/claude-opus-4-6" })),
    ).rejects.toMatchObject({
      name: "IncompleteError",
      code: "missing-package",
      hint: "npm install -D @ai-sdk/anthropic",
    });
  });

  test("a server without an address is named with a line to paste", async () => {
    await expect(without({}).generate(ask({ model: "openai-compatible/llama" }))).rejects.toMatchObject({
      code: "missing-base-url",
      hint: "export OPENAI_BASE_URL=http://127.0.0.1:11434/v1",
    });
  });

  test.each([
    ["gpt-4.1", "invalid-model", '"gpt-4.1" is not a model: write provider/model'],
    ["openai/", "invalid-model", '"openai/" is not a model: write provider/model'],
    ["opneai/gpt-4.1", "unknown-provider", 'unknown provider "opneai"; did you mean "openai"?'],
    ["constructor/x", "unknown-provider", expect.stringContaining('unknown provider "constructor"') as string],
  ])("%s is no model", async (name, code, message) => {
    await expect(without({}).generate(ask({ model: name }))).rejects.toMatchObject({
      name: "InputError",
      code,
      message,
    });
  });

  test("the project's own package comes first, and one that is too old is named", async () => {
    const folder = join(directory, "old", "node_modules", "@ai-sdk", "openai");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), '{"name":"@ai-sdk/openai","type":"module","exports":"./index.js"}');
    await writeFile(
      join(folder, "index.js"),
      `export const createOpenAI = () => ({ chat: () => ({ specificationVersion: "v2" }) });`,
    );
    const live = without({ OPENAI_API_KEY: "x" }, { directory: join(directory, "old") });
    await expect(live.generate(ask())).rejects.toMatchObject({
      code: "unsupported-package",
      hint: "npm install -D @ai-sdk/openai@latest",
    });
  });
});

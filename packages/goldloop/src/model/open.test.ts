import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startModelServer } from "../../test/model-server.ts";
import type { ModelServer } from "../../test/model-server.ts";
import type { GenerateRequest } from "./access.ts";
import type { CassetteMode } from "./cassette.ts";
import { openModels } from "./open.ts";
import type { OpenModels, OpenModelsOptions } from "./open.ts";

let root = "";
let directory = "";
let count = 0;
let server: ModelServer;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "models-"));
});
beforeEach(() => {
  count += 1;
  directory = join(root, String(count));
});
afterEach(() => server.close());
afterAll(() => rm(root, { recursive: true }));

type Answer = NonNullable<Parameters<typeof startModelServer>[0]>["answer"];
const serve = async (answer?: Answer): Promise<void> => {
  server = await startModelServer(answer === undefined ? {} : { answer });
};

const key = "sk-secret-1234";
function open(options: Partial<OpenModelsOptions> & { mode?: CassetteMode } = {}): OpenModels {
  const { mode, ...rest } = options;
  const cassettes = mode === undefined ? undefined : { dir: join(directory, "cassettes"), name: "support", mode };
  const variables = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: key };
  return openModels({ directory, variables, cacheDir: null, cassettes, retries: 0, ...rest });
}
const cacheDir = (): string => join(directory, "cache");
const ask = (content: string, more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  model: "openai/gpt-4.1-2025-04-14",
  messages: [{ role: "user", content }],
  ...more,
});
/** A server that never says the same twice. */
const counting: Answer = ({ index }) => `answer ${index}`;

describe("the cache", () => {
  test("answers the same request once more, with what it would cost", async () => {
    await serve(counting);
    const first = await open({ cacheDir: cacheDir() }).generate(ask("a"));
    const again = open({ cacheDir: cacheDir() });
    expect(await again.generate(ask("a"))).toEqual({ ...first, source: "cache" });
    expect(first).toMatchObject({ text: "answer 0", source: "live", costUsd: expect.any(Number) as number });
    expect(again.spentUsd()).toBe(0);
    expect(again.calls()).toEqual({ live: 0, cache: 1, cassette: 0 });
  });

  test("never hides that a repeat may differ", async () => {
    await serve(counting);
    const models = open({ cacheDir: cacheDir() });
    const texts = [];
    for (const repeat of [0, 1, 2, 0, 1, undefined]) texts.push((await models.generate(ask("a", { repeat }))).text);
    expect(texts).toEqual(["answer 0", "answer 1", "answer 2", "answer 0", "answer 1", "answer 0"]);
  });

  test.each([
    ["model", { model: "openai/gpt-4o-2024-08-06" }],
    ["messages", { messages: [{ role: "system" as const, content: "a" }] }],
    ["tools", { tools: [{ name: "t", parameters: {} }] }],
    ["schema", { schema: { type: "object", properties: {} } }],
    ["temperature", { temperature: 1 }],
    ["topP", { topP: 1 }],
    ["maxOutputTokens", { maxOutputTokens: 1 }],
    ["seed", { seed: 1 }],
  ])("tells requests with another %s apart", async (_name, other) => {
    await serve();
    const models = open({ cacheDir: cacheDir() });
    await models.generate(ask("a"));
    await models.generate(ask("a", other));
    expect(server.requests).toHaveLength(2);
  });

  test("tells servers behind the same model name apart", async () => {
    await serve(counting);
    await open({ cacheDir: cacheDir() }).generate(ask("a"));
    const elsewhere = await startModelServer({ answer: () => "from elsewhere" });
    const variables = { OPENAI_BASE_URL: elsewhere.url, OPENAI_API_KEY: key };
    expect((await open({ cacheDir: cacheDir(), variables }).generate(ask("a"))).text).toBe("from elsewhere");
    await elsewhere.close();
  });

  test("keeps no error and no answer that breaks its schema", async () => {
    const schema = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
    await serve(({ index }) => [{ status: 400 }, "not json", '{"n":1}'][index] ?? "unexpected");
    const models = open({ cacheDir: cacheDir() });
    await expect(models.generate(ask("a", { schema }))).rejects.toThrow("HTTP 400");
    expect((await models.generate(ask("a", { schema }))).object).toBeUndefined();
    expect((await models.generate(ask("a", { schema }))).object).toEqual({ n: 1 });
    expect(await models.generate(ask("a", { schema }))).toMatchObject({ object: { n: 1 }, source: "cache" });
  });

  test("keeps what the request calls worth keeping", async () => {
    await serve(counting);
    const models = open({ cacheDir: cacheDir() });
    const schema = { type: "object" };
    const texts = [];
    for (const wanted of ["answer 1", "answer 1", "answer 1"]) {
      const keep = ({ text }: { text: string }): boolean => text === wanted;
      texts.push((await models.generate(ask("a", { schema, keep }))).text);
    }
    expect(texts).toEqual(["answer 0", "answer 1", "answer 1"]);
  });

  test("serves embeddings too", async () => {
    await serve();
    const models = open({ cacheDir: cacheDir() });
    const request = { model: "openai/text-embedding-3-small", values: ["one", "two"] };
    const first = await models.embed(request);
    expect(await models.embed(request)).toEqual({ ...first, source: "cache" });
    expect(first.costUsd).toBeGreaterThan(0);
    expect(server.requests).toHaveLength(1);
  });
});

describe("the same request at the same time", () => {
  test("is asked once", async () => {
    await serve(counting);
    const models = open({ cacheDir: cacheDir() });
    const answers = await Promise.all(Array.from({ length: 5 }, () => models.generate(ask("a"))));
    expect(new Set(answers.map((answer) => answer.text))).toEqual(new Set(["answer 0"]));
    expect(models.calls()).toEqual({ live: 1, cache: 4, cassette: 0 });
  });

  test("is asked again when it failed, and whoever stops waiting stops alone", async () => {
    const controller = new AbortController();
    await serve(({ index }) => {
      if (index > 0) return "fine";
      controller.abort(new Error("stopped"));
      return { status: 500 };
    });
    const models = open({ cacheDir: cacheDir() });
    const outcomes = await Promise.allSettled([
      models.generate(ask("a")),
      models.generate(ask("a", { signal: controller.signal })),
      models.generate(ask("a")),
    ]);
    expect(outcomes.map((one) => (one.status === "fulfilled" ? one.value.text : String(one.reason)))).toEqual([
      expect.stringContaining("HTTP 500"),
      "Error: stopped",
      "fine",
    ]);
  });

  test("is asked every time without cache and cassette", async () => {
    await serve(counting);
    const models = open();
    await Promise.all([models.generate(ask("a")), models.generate(ask("a"))]);
    expect(server.requests).toHaveLength(2);
  });
});

describe("a cassette", () => {
  test("replays a recorded run without a server, key or package, in the recorded words and time", async () => {
    await serve(counting);
    const recording = open({ mode: "record" });
    const first = await recording.generate(ask("a"));
    const vectors = await recording.embed({ model: "openai/text-embedding-3-small", values: ["x"] });
    await recording.close();
    const replaying = open({ mode: "replay", variables: {} });
    expect(await replaying.generate(ask("a"))).toEqual({ ...first, source: "cassette" });
    expect(await replaying.embed({ model: "openai/text-embedding-3-small", values: ["x"] })).toEqual({
      ...vectors,
      source: "cassette",
    });
    expect(replaying.calls()).toEqual({ live: 0, cache: 0, cassette: 2 });
    expect(replaying.spentUsd()).toBe(0);
    await expect(replaying.generate(ask("a", { repeat: 1 }))).rejects.toMatchObject({ code: "not-on-cassette" });
  });

  test("holds neither keys nor addresses", async () => {
    await serve();
    const models = open({ mode: "record" });
    await models.generate(ask("a"));
    await models.close();
    const [name] = await readdir(join(directory, "cassettes"));
    const text = await readFile(join(directory, "cassettes", name ?? ""), "utf8");
    expect(name).toBe("support.jsonl");
    expect(text).toContain('"content":"a"');
    for (const secret of [key, "authorization", "127.0.0.1", server.url])
      expect(text.toLowerCase()).not.toContain(secret);
  });

  test("in auto mode asks for what is missing and keeps it, from the cache as well", async () => {
    await serve(counting);
    await open({ cacheDir: cacheDir() }).generate(ask("cached"));
    const models = open({ mode: "auto", cacheDir: cacheDir() });
    expect((await models.generate(ask("cached"))).source).toBe("cache");
    expect((await models.generate(ask("new"))).source).toBe("live");
    expect((await models.generate(ask("new"))).source).toBe("cassette");
    await models.close();
    const replaying = open({ mode: "replay" });
    expect((await replaying.generate(ask("cached"))).text).toBe("answer 0");
    expect((await replaying.generate(ask("new"))).text).toBe("answer 1");
  });

  test("in replay mode is not helped out by the cache", async () => {
    await serve(counting);
    await open({ cacheDir: cacheDir() }).generate(ask("a"));
    const replaying = open({ mode: "replay", cacheDir: cacheDir() });
    await expect(replaying.generate(ask("a"))).rejects.toMatchObject({ code: "not-on-cassette" });
  });

  test("in record mode asks anew past the cache, once per request", async () => {
    await serve(counting);
    await open({ cacheDir: cacheDir() }).generate(ask("a"));
    const models = open({ mode: "record", cacheDir: cacheDir() });
    expect((await models.generate(ask("a"))).text).toBe("answer 1");
    expect((await models.generate(ask("a"))).text).toBe("answer 1");
    await models.close();
    expect((await open({ cacheDir: cacheDir() }).generate(ask("a"))).text).toBe("answer 1");
  });

  test("keeps an answer that breaks its schema, since it is part of what happened", async () => {
    await serve(() => "not json");
    const models = open({ mode: "record" });
    await models.generate(ask("a", { schema: { type: "object" } }));
    await models.close();
    const replayed = await open({ mode: "replay" }).generate(ask("a", { schema: { type: "object" } }));
    expect(replayed).toMatchObject({ text: "not json", source: "cassette" });
  });
});

test("a fresh request goes past cassette and cache and leaves nothing behind", async () => {
  await serve(counting);
  const models = open({ mode: "auto", cacheDir: cacheDir() });
  await models.generate(ask("a"));
  expect(await models.generate(ask("a", { fresh: true }))).toMatchObject({ text: "answer 1", source: "live" });
  expect(await models.generate(ask("a"))).toMatchObject({ text: "answer 0", source: "cassette" });
  await models.generate(ask("b", { fresh: true }));
  await models.close();
  await expect(open({ mode: "replay" }).generate(ask("b"))).rejects.toMatchObject({ code: "not-on-cassette" });
});

describe("money", () => {
  test("is added up over live calls, at the config's own prices first", async () => {
    await serve(() => ({ usage: { input: 1000, output: 100, cached: 400 } }));
    const prices = { "gpt-own": { inputUsdPerMillion: 10, outputUsdPerMillion: 100, cachedInputUsdPerMillion: 0 } };
    const models = open({ prices });
    expect((await models.generate(ask("a", { model: "openai/gpt-own" }))).costUsd).toBeCloseTo(0.016, 10);
    await models.generate(ask("a"));
    expect(models.spentUsd()).toBeCloseTo(0.016 + 0.0012 + 0.0002 + 0.0008, 10);
    expect(models.unpriced()).toEqual([]);
  });

  test("that nobody can count is said", async () => {
    await serve();
    const models = open();
    const answer = await models.generate(ask("a", { model: "openai-compatible/llama" }));
    expect(answer).not.toHaveProperty("costUsd");
    expect(models.spentUsd()).toBe(0);
    expect(models.unpriced()).toEqual(["openai-compatible/llama"]);
  });
});

test("half an emoji in a request or an answer is kept from breaking keys and files", async () => {
  await serve(() => ({
    raw: '{"choices":[{"index":0,"message":{"role":"assistant","content":"b\\ud83d"},"finish_reason":"stop"}]}',
  }));
  const models = open({ mode: "record", cacheDir: cacheDir() });
  await models.generate(ask("a\ud83d"));
  await models.close();
  expect((await open({ mode: "replay" }).generate(ask("a\ud83d"))).text).toBe("b\ufffd");
  expect(server.requests[0]?.user).toBe("a\ufffd");
});

test("an aborted request asks nobody", async () => {
  await serve();
  const models = open({ cacheDir: cacheDir() });
  const signal = AbortSignal.abort(new Error("stopped"));
  await expect(models.generate(ask("a", { signal }))).rejects.toThrow("stopped");
  expect(server.requests).toHaveLength(0);
});

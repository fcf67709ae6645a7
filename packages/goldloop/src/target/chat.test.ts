import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../digest/index.ts";
import type { GenerateRequest, GenerateResponse, ModelAccess } from "../model/index.ts";
import { chatTarget } from "./chat.ts";
import type { TargetContext, TargetEnvironment } from "./definition.ts";

let root = "";
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "goldloop-chat-")));
  await writeFile(join(root, "answer.md"), "Answer briefly: {{input.question}}");
});
afterAll(() => rm(root, { recursive: true, force: true }));

const answered: GenerateResponse = {
  text: "fine",
  toolCalls: [],
  finishReason: "stop",
  model: "gpt-x-2025-01-01",
  usage: { inputTokens: 5, outputTokens: 1 },
  costUsd: 0.01,
  latencyMs: 120,
  source: "live",
};

/** Model access that answers as told and notes what it was asked. */
function models(...answers: Partial<GenerateResponse>[]): ModelAccess & { asked: GenerateRequest[] } {
  const asked: GenerateRequest[] = [];
  return {
    asked,
    generate: (request) => {
      asked.push(request);
      return Promise.resolve({ ...answered, ...answers[asked.length - 1] });
    },
    embed: () => Promise.reject(new Error("not asked for")),
  };
}
const environment = (access: ModelAccess): TargetEnvironment => ({ directory: root, models: access, variables: {} });
const context: TargetContext = {
  exampleId: "e1",
  trial: 3,
  seed: 1,
  signal: new AbortController().signal,
  traceparent: "",
  attachments: [],
};
async function call(options: object, input: Json, answer: Partial<GenerateResponse> = {}) {
  const access = models(answer);
  const target = await chatTarget.open(
    chatTarget.options.parse({ model: "openai/gpt-x", ...options }),
    environment(access),
  );
  return { result: await target.call(input, context), request: access.asked[0] };
}

const identity = (options: object) =>
  chatTarget.identity(chatTarget.options.parse({ model: "openai/gpt-x", ...options }), environment(models()));

describe("chat target", () => {
  it.each<[string, object, Json, object[]]>([
    ["a prompt with the input", { prompt: "Q: {{input}}" }, "Why?", [{ role: "user", content: "Q: Why?" }]],
    [
      "a prompt from a file",
      { prompt: "answer.md" },
      { question: "Why?" },
      [{ role: "user", content: "Answer briefly: Why?" }],
    ],
    [
      "a prompt without the input",
      { prompt: "Be brief." },
      "Why?",
      [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Why?" },
      ],
    ],
    ["no prompt at all", {}, { a: 1 }, [{ role: "user", content: '{"a":1}' }]],
    [
      "messages with placeholders",
      {
        messages: [
          { role: "system", content: "You are {{id}}." },
          { role: "user", content: "{{input}}" },
        ],
      },
      "Why?",
      [
        { role: "system", content: "You are e1." },
        { role: "user", content: "Why?" },
      ],
    ],
    [
      "a chat input, which is appended",
      { prompt: "Be brief." },
      {
        messages: [
          { role: "user", content: "Hi" },
          { role: "assistant", content: "Hello" },
          { role: "user", content: "Bye" },
        ],
      },
      [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
        { role: "user", content: "Bye" },
      ],
    ],
  ])("sends %s", async (_, options, input, messages) => {
    expect((await call(options, input)).request?.messages).toEqual(messages);
  });

  it("hands over the settings, the trial and the signal", async () => {
    const tools = [{ name: "look", description: "Looks.", parameters: { type: "object" } }];
    const { request } = await call({ tools, temperature: 0, topP: 0.5, maxOutputTokens: 10, seed: 4 }, "x");
    expect(request).toMatchObject({
      model: "openai/gpt-x",
      tools,
      temperature: 0,
      topP: 0.5,
      maxOutputTokens: 10,
      seed: 4,
      repeat: 3,
      signal: context.signal,
    });
  });

  it("returns text, usage, cost, the model that answered and the conversation", async () => {
    expect((await call({ prompt: "Be brief." }, "Why?")).result).toEqual({
      output: "fine",
      usage: { inputTokens: 5, outputTokens: 1 },
      costUsd: 0.01,
      model: "gpt-x-2025-01-01",
      latencyMs: 120,
      conversation: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Why?" },
        { role: "assistant", content: "fine" },
      ],
    });
  });

  it("lists the tool calls that the model asked for", async () => {
    const toolCalls = [{ id: "c1", name: "look", arguments: { at: 1 } }];
    expect((await call({}, "x", { text: "", toolCalls })).result).toMatchObject({
      output: { text: "", toolCalls },
      conversation: [{ role: "user" }, { role: "assistant", content: "", toolCalls }],
    });
  });

  it("returns the object when a schema asks for one", async () => {
    const schema = { type: "object" };
    const { result, request } = await call({ schema }, "x", { text: '{"n":1}', object: { n: 1 } });
    expect([result.output, request?.schema]).toEqual([{ n: 1 }, schema]);
    await expect(call({ schema }, "x")).rejects.toMatchObject({ code: "no-object" });
  });

  it("takes an empty answer for none", async () => {
    await expect(call({}, "x", { text: "", finishReason: "content-filter" })).rejects.toMatchObject({
      code: "no-output",
      message: expect.stringContaining("content-filter"),
    });
  });

  it("fails for inputs that do not fit the prompt", async () => {
    await expect(call({ prompt: "{{input}}" }, { messages: [] })).rejects.toMatchObject({ code: "chat-input" });
    await expect(call({ prompt: "{{input.a}}" }, {})).rejects.toMatchObject({ code: "template-path" });
    await expect(call({}, { messages: [{ role: "robot", content: "x" }] })).rejects.toMatchObject({
      code: "bad-messages",
    });
  });

  it.each<[string, object, string]>([
    ["a prompt file that is not there", { prompt: "nope.md" }, "no-prompt"],
    ["prompt and messages together", { prompt: "x", messages: [{ role: "user", content: "y" }] }, "two-prompts"],
    ["an unknown placeholder", { prompt: "{{question}}" }, "template"],
  ])("refuses %s when it opens", async (_, options, code) => {
    await expect(call(options, "x")).rejects.toMatchObject({ code, exitCode: 2 });
  });

  it("is identified by model, settings and the prompt's content", async () => {
    const one = await identity({ prompt: "answer.md", temperature: 0 });
    expect(one).toEqual({
      model: "openai/gpt-x",
      temperature: 0,
      prompt: { file: "answer.md", digest: expect.stringMatching(/^sha256:/) },
    });
    await writeFile(join(root, "answer.md"), "Answer at length: {{input.question}}");
    expect(await identity({ prompt: "answer.md", temperature: 0 })).not.toEqual(one);
  });
});

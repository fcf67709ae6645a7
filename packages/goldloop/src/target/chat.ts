import { z } from "zod";
import { digestOf, digestOfJson, isJsonObject } from "../digest/index.ts";
import type { Json, JsonObject } from "../digest/index.ts";
import { GoldloopError } from "../error/index.ts";
import type { GenerateRequest, GenerateResponse, ModelMessage } from "../model/index.ts";
import { compileMessages, readPrompt } from "./chat-prompt.ts";
import { defineTarget } from "./definition.ts";
import type { TargetResult } from "./definition.ts";
import { noOutput } from "./read-result.ts";
import { templateValues } from "./template.ts";

const role = z.enum(["system", "user", "assistant"]);

const options = z.strictObject({
  model: z
    .string()
    .regex(/^[^/]+\/.+$/, "expected provider/model")
    .describe("provider/model"),
  prompt: z
    .string()
    .min(1)
    .optional()
    .describe("A file (.md, .txt), or the text itself. Without {{input}} it is the system message."),
  messages: z
    .array(z.strictObject({ role, content: z.string() }))
    .min(1)
    .optional()
    .describe("Messages with {{input}} placeholders, in place of prompt."),
  tools: z
    .array(z.strictObject({ name: z.string().min(1), description: z.string().optional(), parameters: z.json() }))
    .optional()
    .describe("Tools that the model may ask for. They are not called: the output lists the calls."),
  schema: z.json().optional().describe("JSON Schema of the answer: the output is then an object."),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  maxOutputTokens: z.int().min(1).optional(),
  seed: z.int().optional(),
});
export type ChatOptions = z.output<typeof options>;

/** Asks a model directly, with a prompt: for prompts under test that are no application yet. */
export const chatTarget = defineTarget<ChatOptions>({
  name: "chat",
  summary: "A model with a prompt and tools.",
  options,
  short: "model",
  async identity(given, environment) {
    const { prompt, messages, tools, schema, ...parameters } = given;
    const read = prompt === undefined ? undefined : await readPrompt(prompt, environment.directory);
    return {
      ...(parameters as JsonObject),
      ...(read === undefined
        ? {}
        : { prompt: { ...(read.file === undefined ? {} : { file: prompt as string }), digest: digestOf(read.text) } }),
      ...(messages === undefined ? {} : { messages: digestOfJson(messages) }),
      ...(tools === undefined ? {} : { tools: digestOfJson(tools) }),
      ...(schema === undefined ? {} : { schema: digestOfJson(schema) }),
    };
  },
  async open(given, environment) {
    const prompt =
      given.prompt === undefined ? undefined : (await readPrompt(given.prompt, environment.directory)).text;
    const compile = compileMessages(prompt, given.messages);
    const { model, tools, schema, temperature, topP, maxOutputTokens, seed } = given;
    const settings = { model, tools, schema, temperature, topP, maxOutputTokens, seed };
    return {
      async call(input, context) {
        const messages = compile(input, templateValues(input, context));
        const request = { ...settings, messages, repeat: context.trial, signal: context.signal } as GenerateRequest;
        const response = await environment.models.generate(request);
        return resultOf(response, schema !== undefined, messages);
      },
      close: () => Promise.resolve(),
    };
  },
});

function resultOf(response: GenerateResponse, structured: boolean, messages: readonly ModelMessage[]): TargetResult {
  const { text, object, toolCalls, usage, costUsd, model, latencyMs } = response;
  const calls = toolCalls as unknown as Json[];
  let output: Json;
  if (calls.length > 0) output = { text, toolCalls: calls };
  else if (structured) {
    if (object === undefined)
      throw new GoldloopError("no-object", `${model} did not answer by the schema (${response.finishReason})`);
    output = object;
  } else output = text;
  if (output === "") throw noOutput(`${model} answered with nothing (${response.finishReason})`);
  const answer = { role: "assistant", content: text === "" && isJsonObject(object) ? JSON.stringify(object) : text };
  return {
    output,
    usage,
    model,
    latencyMs,
    ...(costUsd === undefined ? {} : { costUsd }),
    conversation: [
      ...messages.map((message) => ({ ...message })),
      calls.length === 0 ? answer : { ...answer, toolCalls },
    ],
  };
}

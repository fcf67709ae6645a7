import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4Message,
  SharedV4Warning,
} from "@ai-sdk/provider";
import type { Json } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import type { ToolCall, Usage } from "../trace/index.ts";
import type { GenerateRequest, ModelMessage } from "./access.ts";
import { isStrictSchema } from "./structured.ts";

/** What one call of a model gave, before validation and prices. */
export interface LanguageAnswer {
  text: string;
  /** Where the structured answer stands: the text, or a part of it that the provider names. */
  structuredText: string;
  toolCalls: ToolCall[];
  finishReason: string;
  model: string;
  usage: Usage;
  warnings: string[];
}

/**
 * Asks a language model of the AI SDK through its provider interface. `generateText` of `ai` is passed by on purpose:
 * its agent loop, retries and telemetry are not wanted here, it hides the text of an answer that breaks its schema, it
 * writes warnings to the process's stderr unless a global is set, and it doubles the time to load. What remains of it
 * is this file. Provider interfaces v3 and v4 are the same in everything used here.
 */
export async function askLanguageModel(
  model: LanguageModelV4,
  request: GenerateRequest,
  signal: AbortSignal,
): Promise<LanguageAnswer> {
  return answerOf(await model.doGenerate(optionsOf(request, signal)), model.modelId);
}

function optionsOf(request: GenerateRequest, abortSignal: AbortSignal): LanguageModelV4CallOptions {
  const { tools, schema, maxOutputTokens, temperature, topP, seed } = request;
  const options: LanguageModelV4CallOptions = { prompt: promptOf(request.messages), abortSignal };
  if (maxOutputTokens !== undefined) options.maxOutputTokens = maxOutputTokens;
  if (temperature !== undefined) options.temperature = temperature;
  if (topP !== undefined) options.topP = topP;
  if (seed !== undefined) options.seed = seed;
  if (schema !== undefined) {
    options.responseFormat = { type: "json", schema: schema as object, name: "answer" };
    const strictJsonSchema = isStrictSchema(schema);
    options.providerOptions = { openai: { strictJsonSchema }, openaiCompatible: { strictJsonSchema } };
  }
  if (tools !== undefined && tools.length > 0) {
    options.tools = tools.map(({ name, description, parameters }) => ({
      type: "function",
      name,
      ...(description === undefined ? {} : { description }),
      inputSchema: parameters as object,
    }));
    options.toolChoice = { type: "auto" };
  }
  return options;
}

/** Messages as the provider interface wants them. Throws an InputError for a tool message that answers no call. */
function promptOf(messages: readonly ModelMessage[]): LanguageModelV4Message[] {
  /** Calls that have no result yet, by id. */
  const open = new Map<string, string>();
  return messages.map((message, index): LanguageModelV4Message => {
    const { role, content } = message;
    if (role === "system") return { role, content };
    if (role === "user") return { role, content: [{ type: "text", text: content }] };
    if (role === "assistant") {
      const calls = (message.toolCalls ?? []).map((call, n) => {
        const toolCallId = call.id ?? `call_${index}_${n}`;
        open.set(toolCallId, call.name);
        return { type: "tool-call" as const, toolCallId, toolName: call.name, input: call.arguments };
      });
      return { role, content: [...(content === "" ? [] : [{ type: "text" as const, text: content }]), ...calls] };
    }
    const toolCallId = message.toolCallId ?? open.keys().next().value ?? "";
    const toolName = open.get(toolCallId);
    if (toolName === undefined) {
      throw new InputError("tool-message-without-call", `message ${index + 1} is a tool result that answers no call`);
    }
    open.delete(toolCallId);
    return { role, content: [{ type: "tool-result", toolCallId, toolName, output: { type: "text", value: content } }] };
  });
}

function answerOf(result: LanguageModelV4GenerateResult, asked: string): LanguageAnswer {
  const text = result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
  return {
    text,
    structuredText: result.structuredOutputText ?? text,
    toolCalls: result.content.flatMap(toolCallOf),
    finishReason: result.finishReason.unified,
    model: result.response?.modelId ?? asked,
    usage: usageOf(result.usage),
    warnings: result.warnings.map(warningText),
  };
}

function toolCallOf(part: LanguageModelV4Content): ToolCall[] {
  if (part.type !== "tool-call") return [];
  return [{ id: part.toolCallId, name: part.toolName, arguments: argumentsOf(part.input) }];
}

function argumentsOf(input: unknown): Json {
  if (typeof input !== "string") return (input ?? {}) as Json;
  if (input.trim() === "") return {};
  try {
    return JSON.parse(input) as Json;
  } catch {
    return input;
  }
}

function usageOf(usage: LanguageModelV4GenerateResult["usage"]): Usage {
  const { inputTokens: input, outputTokens: output } = usage;
  const counts: Usage = {};
  if (input.total !== undefined) counts.inputTokens = input.total;
  if (output.total !== undefined) counts.outputTokens = output.total;
  if (input.cacheRead !== undefined) counts.cachedInputTokens = input.cacheRead;
  if (output.reasoning !== undefined) counts.reasoningTokens = output.reasoning;
  return counts;
}

function warningText(warning: SharedV4Warning): string {
  switch (warning.type) {
    case "other":
      return warning.message;
    case "deprecated":
      return `${warning.setting}: ${warning.message}`;
    default:
      return warning.details ?? `${warning.feature} is not supported`;
  }
}

import { SpanKind } from "@opentelemetry/api";
import { callTool, tools } from "../orders/index.ts";
import type { ToolCall } from "../orders/index.ts";
import { systemPrompt } from "../prompt.ts";
import { inputMessages, inSpan, outputMessages, systemInstructions } from "../telemetry/index.ts";
import type { Environment } from "../environment.ts";
import type { Task, Writer } from "./writer.ts";

const mostRounds = 5;

/** The part of a chat completion that is read here. */
interface Completion {
  id?: string;
  model?: string;
  choices?: { message: AssistantMessage; finish_reason?: string }[];
  usage?: { prompt_tokens?: number; completion_tokens?: number };
}

interface AssistantMessage {
  role: "assistant";
  content: string | null;
  tool_calls?: { id: string; type: "function"; function: { name: string; arguments: string } }[];
}

type ChatMessage =
  | AssistantMessage
  | { role: "system" | "user"; content: string }
  | { role: "assistant"; content: string }
  | { role: "tool"; tool_call_id: string; content: string };

/** A writer that asks an OpenAI-compatible chat completions API, and runs the tools it calls until it answers. */
export function createOpenAiWriter(api: NonNullable<Environment["model"]>): Writer {
  return async (task) => {
    const messages: ChatMessage[] = [{ role: "system", content: systemPrompt(task) }, ...task.messages];
    const toolCalls: ToolCall[] = [];
    const usage = { inputTokens: 0, outputTokens: 0 };
    let model = api.name;
    for (let round = 0; round < mostRounds; round += 1) {
      const completion = await complete(api, messages, task);
      const message = completion.choices?.[0]?.message;
      if (!message) throw new Error("The model answered without a message");
      usage.inputTokens += completion.usage?.prompt_tokens ?? 0;
      usage.outputTokens += completion.usage?.completion_tokens ?? 0;
      model = completion.model ?? model;
      if (!message.tool_calls?.length) {
        const answer = message.content ?? "";
        return { answer, citations: citationsIn(answer, task), toolCalls, usage, model };
      }
      messages.push(message);
      for (const { id, function: called } of message.tool_calls) {
        const call = await callTool(task.scope, task.book, called.name, parseArguments(called.arguments), id);
        toolCalls.push(call);
        messages.push({ role: "tool", tool_call_id: id, content: JSON.stringify(call.result) });
      }
    }
    throw new Error(`The model was still calling tools after ${mostRounds} rounds`);
  };
}

function complete(api: NonNullable<Environment["model"]>, messages: ChatMessage[], task: Task): Promise<Completion> {
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": api.name,
  };
  const content = () => ({
    "gen_ai.input.messages": inputMessages(task.messages),
    "gen_ai.system_instructions": systemInstructions(systemPrompt(task)),
  });
  return inSpan(
    task.scope,
    { name: `chat ${api.name}`, kind: SpanKind.CLIENT, attributes, content },
    async (_, record) => {
      const response = await fetch(`${api.baseUrl}/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${api.apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({
          model: api.name,
          messages,
          temperature: 0,
          tools: tools.map(({ name, description, parameters }) => ({
            type: "function",
            function: { name, description, parameters },
          })),
        }),
        ...(task.signal && { signal: task.signal }),
      });
      if (!response.ok)
        throw new Error(`The model API answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
      const completion = (await response.json()) as Completion;
      const choice = completion.choices?.[0];
      record(
        {
          "gen_ai.response.id": completion.id,
          "gen_ai.response.model": completion.model,
          "gen_ai.response.finish_reasons": choice?.finish_reason ? [choice.finish_reason] : undefined,
          "gen_ai.usage.input_tokens": completion.usage?.prompt_tokens,
          "gen_ai.usage.output_tokens": completion.usage?.completion_tokens,
        },
        () => ({ "gen_ai.output.messages": outputMessages(choice?.message.content ?? "", callsOf(choice?.message)) }),
      );
      return completion;
    },
  );
}

function callsOf(message: AssistantMessage | undefined): { id: string; name: string; arguments: unknown }[] {
  return (message?.tool_calls ?? []).map(({ id, function: called }) => ({
    id,
    name: called.name,
    arguments: parseArguments(called.arguments),
  }));
}

/**
 * Arguments that are no JSON object become none at all: the tool then says what is missing, and the model can try
 * again.
 */
function parseArguments(json: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json);
    return parsed !== null && typeof parsed === "object" && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

function citationsIn(answer: string, { documents }: Task): string[] {
  return documents.map(({ id }) => id).filter((id) => answer.includes(`[${id}]`));
}

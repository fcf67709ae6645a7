import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** A model of the kind that OpenAI's clients call: it asks for two tools, and answers when it has their results. */
export interface ModelServer {
  /** What OPENAI_BASE_URL takes. */
  url: string;
  /** The same model, which takes longer than clients wait before they send what they have. */
  slowUrl: string;
  close(): Promise<void>;
}

interface ChatRequest {
  model: string;
  messages: { role: string }[];
  stream?: boolean;
}

const slowMs = 700;
const toolCalls = [
  toolCall("call_1", "lookup_order", { orderId: "A-1007" }),
  toolCall("call_2", "carrier_status", { carrier: "DHL", parcel: "JD014600" }),
];
const answer = "Order A-1007 was shipped on Monday and arrives on Friday.";

/** Starts the model on a free port of this machine. */
export async function startModelServer(): Promise<ModelServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const isSlow = request.url?.startsWith("/slow/") === true;
      const asked = JSON.parse(Buffer.concat(chunks).toString("utf8")) as ChatRequest;
      void wait(isSlow ? slowMs : 0).then(() => reply(asked, response));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/v1`,
    slowUrl: `${origin}/slow/v1`,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function reply({ messages, model }: ChatRequest, response: ServerResponse): void {
  const answers = messages.some(({ role }) => role === "tool");
  const message = answers
    ? { role: "assistant", content: answer }
    : { role: "assistant", content: null, tool_calls: toolCalls };
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({
      id: `chatcmpl-${answers ? 2 : 1}`,
      object: "chat.completion",
      created: 1764000000,
      model: `${model}-2025-04-14`,
      choices: [{ index: 0, message, finish_reason: answers ? "stop" : "tool_calls", logprobs: null }],
      usage: answers ? usageOf(389, 256, 17) : usageOf(312, 256, 41),
    }),
  );
}

function toolCall(id: string, name: string, given: Record<string, string>) {
  return { id, type: "function", function: { name, arguments: JSON.stringify(given) } };
}

function usageOf(input: number, cached: number, output: number) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}

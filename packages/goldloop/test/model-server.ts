import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json, JsonObject } from "../src/digest/index.ts";

/** A message as it arrived. */
export interface ServerMessage {
  role: string;
  content: string;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
}

/** What the server was asked. */
export interface ServerRequest {
  kind: "chat" | "embeddings";
  /** 0-based, in order of arrival. */
  index: number;
  model: string;
  messages: ServerMessage[];
  /** Contents of the messages by role, joined by line feeds. */
  system: string;
  user: string;
  /** Names of the offered tools. */
  tools: string[];
  /** The JSON Schema of the answer, when one was asked for. */
  schema?: JsonObject;
  /** The texts to embed. */
  values: string[];
  headers: IncomingMessage["headers"];
  body: JsonObject;
}

/** How the server is to answer. Absent parts keep their default. */
export interface ServerAnswer {
  /** The answer's text. */
  text?: string;
  /** The answer's text as JSON of this value. */
  object?: Json;
  toolCalls?: { id?: string; name: string; arguments: Json }[];
  finishReason?: string;
  /** The model that the answer names. Default: the one that was asked. */
  model?: string;
  usage?: { input?: number; output?: number; cached?: number; reasoning?: number };
  embeddings?: number[][];
  /** Default 200. From 400 on the answer is an OpenAI error with `error` as its message. */
  status?: number;
  error?: string;
  /** OpenAI's `error.code`. */
  errorCode?: string;
  headers?: Record<string, string>;
  /** The body as it is, whatever it is. */
  raw?: string;
  /** Closes the connection without an answer, or in the middle of the body. */
  reset?: "before" | "midway";
  /** Never answers. */
  hang?: boolean;
}

type Answerer = (
  request: ServerRequest,
) => ServerAnswer | string | undefined | Promise<ServerAnswer | string | undefined>;

export interface ModelServer {
  /** The base URL, to be used as OPENAI_BASE_URL: ends with `/v1`. */
  url: string;
  /** Everything that arrived, in order. */
  requests: ServerRequest[];
  close(): Promise<void>;
}

/**
 * A real HTTP server on 127.0.0.1 that speaks OpenAI's chat completions (tools, `json_schema`, streaming) and embeddings.
 *
 * `answer` decides per request; a string is the text. Where it says nothing the server is deterministic:
 * - chat: `You said: <last user message>`
 * - chat with a schema: the smallest value that fits, by walking the schema: the first of an `enum`, the `maximum` of
 *   a number (else 1), `true`, `"text"`, one element in a list. An untouched judge therefore gives full marks.
 * - tools are never called
 * - embeddings: the words of the text, hashed into 64 counts; texts with the same words have the same vector
 * - tokens: a quarter of the characters, rounded up
 */
export async function startModelServer({ answer }: { answer?: Answerer } = {}): Promise<ModelServer> {
  const requests: ServerRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing, requests, answer).catch((error: unknown) => {
      send(outgoing, { status: 500, error: String(error) }, {});
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  requests: ServerRequest[],
  answer: Answerer | undefined,
): Promise<void> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += chunk;
  const kind = incoming.url === "/v1/embeddings" ? "embeddings" : "chat";
  if (incoming.method !== "POST" || (kind === "chat" && incoming.url !== "/v1/chat/completions")) {
    send(outgoing, { status: 404, error: `no ${incoming.method} ${incoming.url}` }, {});
    return;
  }
  const request = read(kind, requests.length, JSON.parse(text) as JsonObject, incoming.headers);
  requests.push(request);
  const given = (await answer?.(request)) ?? {};
  const said: ServerAnswer = typeof given === "string" ? { text: given } : given;
  if (said.hang === true) return;
  if (said.reset === "before") {
    outgoing.destroy();
    return;
  }
  const body = kind === "chat" ? chatBody(request, said) : embeddingsBody(request, said);
  if (kind === "chat" && request.body["stream"] === true && (said.status ?? 200) < 400) stream(outgoing, body);
  else send(outgoing, said, body);
}

function read(kind: ServerRequest["kind"], index: number, body: JsonObject, headers: IncomingMessage["headers"]) {
  const messages = (body["messages"] ?? []) as unknown as ServerMessage[];
  const input = body["input"];
  const of = (roles: string[]): string =>
    messages.flatMap(({ role, content }) => (roles.includes(role) ? [content] : [])).join("\n");
  const format = body["response_format"] as { json_schema?: { schema: JsonObject } } | undefined;
  const tools = (body["tools"] ?? []) as unknown as { function: { name: string } }[];
  const request: ServerRequest = {
    kind,
    index,
    model: typeof body["model"] === "string" ? body["model"] : "",
    messages,
    system: of(["system", "developer"]),
    user: of(["user"]),
    tools: tools.map((tool) => tool.function.name),
    values: (Array.isArray(input) ? input : input === undefined ? [] : [input]) as string[],
    headers,
    body,
  };
  if (format?.json_schema !== undefined) request.schema = format.json_schema.schema;
  return request;
}

function chatBody(request: ServerRequest, said: ServerAnswer): JsonObject {
  const last = request.messages.findLast((message) => message.role === "user")?.content ?? "";
  const object =
    said.object ?? (said.text === undefined && request.schema !== undefined ? example(request.schema) : null);
  const calls = said.toolCalls?.map((call, index) => ({
    id: call.id ?? `call_${index}`,
    type: "function",
    function: {
      name: call.name,
      arguments: typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments),
    },
  }));
  const fallback = calls === undefined ? `You said: ${last}` : null;
  const content = said.text ?? (object === null ? fallback : JSON.stringify(object));
  const { input, output, cached = 0, reasoning = 0 } = said.usage ?? {};
  const prompt = input ?? tokens(request.messages.map((message) => message.content ?? "").join(""));
  const completion = output ?? tokens(content ?? JSON.stringify(calls));
  return {
    id: `chatcmpl-${request.index}`,
    object: "chat.completion",
    created: 1_700_000_000,
    model: said.model ?? request.model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content, ...(calls === undefined ? {} : { tool_calls: calls }) },
        finish_reason: said.finishReason ?? (calls === undefined ? "stop" : "tool_calls"),
      },
    ],
    usage: {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      prompt_tokens_details: { cached_tokens: cached },
      completion_tokens_details: { reasoning_tokens: reasoning },
    },
  };
}

function embeddingsBody(request: ServerRequest, said: ServerAnswer): JsonObject {
  const vectors = said.embeddings ?? request.values.map(wordVector);
  const prompt = said.usage?.input ?? tokens(request.values.join(""));
  return {
    object: "list",
    data: vectors.map((embedding, index) => ({ object: "embedding", index, embedding })),
    model: said.model ?? request.model,
    usage: { prompt_tokens: prompt, total_tokens: prompt },
  };
}

function send(outgoing: ServerResponse, said: ServerAnswer, body: JsonObject): void {
  const status = said.status ?? 200;
  const error = { error: { message: said.error ?? `status ${status}`, type: "error", code: said.errorCode ?? null } };
  const text = said.raw ?? JSON.stringify(status >= 400 ? error : body);
  outgoing.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...said.headers,
  });
  if (said.reset === "midway") outgoing.write(text.slice(0, text.length / 2), () => outgoing.destroy());
  else outgoing.end(text);
}

function stream(outgoing: ServerResponse, body: JsonObject): void {
  const { choices, usage, ...rest } = body;
  const choice = (choices as JsonObject[])[0] as {
    message: { content: string | null; tool_calls?: Json[] };
  } & JsonObject;
  const { content, tool_calls: calls } = choice.message;
  const deltas: JsonObject[] = [{ role: "assistant", content: "" }];
  for (const word of (content ?? "").match(/\s*\S+\s*$|\s*\S+/g) ?? []) deltas.push({ content: word });
  if (calls !== undefined) {
    deltas.push({ tool_calls: calls.map((call, index) => ({ index, ...(call as JsonObject) })) });
  }
  const chunk = (delta: JsonObject, finish: Json): JsonObject => ({
    ...rest,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  outgoing.writeHead(200, { "content-type": "text/event-stream" });
  const chunks = [...deltas.map((delta) => chunk(delta, null)), chunk({}, choice["finish_reason"] ?? "stop")];
  chunks.push({ ...rest, object: "chat.completion.chunk", choices: [], usage: usage ?? null });
  for (const event of chunks) outgoing.write(`data: ${JSON.stringify(event)}\n\n`);
  outgoing.end("data: [DONE]\n\n");
}

function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}

function example(schema: Json): Json {
  const { enum: choices, type, properties, items, maximum } = schema as JsonObject;
  if (Array.isArray(choices)) return choices[0] ?? null;
  if (properties !== undefined) {
    return Object.fromEntries(Object.entries(properties as JsonObject).map(([key, value]) => [key, example(value)]));
  }
  if (type === "array") return [example(items ?? {})];
  if (type === "number" || type === "integer") return maximum ?? 1;
  return type === "boolean" ? true : "text";
}

function wordVector(text: string): number[] {
  const vector = Array.from({ length: 64 }, () => 0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    let hash = 2_166_136_261;
    for (const character of word) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
    const at = hash % 64;
    vector[at] = (vector[at] ?? 0) + 1;
  }
  return vector;
}

import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { reply } from "./assistant.ts";
import { readConversation } from "./conversation.ts";
import { readEnvironment } from "./environment.ts";
import { openOrderBook } from "./orders/index.ts";
import { flush } from "./telemetry/index.ts";

/**
 * `POST /chat` with `{ messages, conversationId? }` or `{ input }` answers `{ answer, citations, toolCalls,
 * documents, usage, model }`. `GET /health` answers 200.
 */
const mostBytes = 256 * 1024;
const { release, port } = readEnvironment();
const book = openOrderBook();

const server = createServer((request, response) => {
  const answer = handle(request).catch((error: unknown) => ({ status: 502, body: { error: String(error) } }));
  void answer.then(({ status, body }) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
  );
});

async function handle(request: IncomingMessage): Promise<{ status: number; body: object }> {
  if (request.method === "GET" && request.url === "/health") return { status: 200, body: { release } };
  if (request.method !== "POST" || request.url !== "/chat")
    return { status: 404, body: { error: "POST /chat is all there is" } };
  let question;
  try {
    const { input, conversationId, ...rest } = await readJson(request);
    question = {
      messages: readConversation(input ?? rest),
      conversationId: typeof conversationId === "string" ? conversationId : undefined,
    };
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
  const traceparent = request.headers.traceparent;
  const { messages, conversationId } = question;
  return {
    status: 200,
    body: await reply(messages, {
      release,
      book,
      conversationId,
      traceparent: Array.isArray(traceparent) ? traceparent[0] : traceparent,
    }),
  };
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`The body is larger than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  if (body === null || typeof body !== "object") throw new Error("The body must be a JSON object");
  return body as Record<string, unknown>;
}

server.listen(port, () =>
  process.stdout.write(`Fernhollow support, release ${release}: POST http://localhost:${port}/chat\n`),
);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => server.close(() => void flush().finally(() => process.exit(0))));
}

import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { TestServer } from "./server.ts";
import { otlpSpan, type OtlpSpan, traceRequest } from "./spans.ts";

const minuteMs = 60_000;

/** Text of a model that would do harm where it was taken for HTML. */
export const harmful =
  '<script>window.harmed = 1</script><img src="https://example.com/pixel.png" onerror="window.harmed = 2"> [click](javascript:window.harmed=3)';

/** Traces that tests look for. */
export interface Traffic {
  /** Of `support.refund`, the newest: its tool failed, and the model after it. */
  failed: string;
  /** Span ids of `failed`. */
  failedTool: string;
  failedChat: string;
  /** Of `agent.research`: 10,000 spans, the 5,001st failed. */
  large: string;
  harmful: string;
}

/** Three hundred visits in the last five hours, a trace of 10,000 spans, a harmful one, a session of three turns, and a complaint. */
export async function sendTraffic(server: TestServer): Promise<Traffic> {
  const now = Date.now();
  const visits = Array.from({ length: 300 }, (_, index) => visit(index, now - (index + 3) * minuteMs));
  const release = (version: string) => ({
    "service.name": "support",
    "service.version": version,
    "deployment.environment.name": "production",
  });
  await send(server, visits.slice(0, 60).flat(), release("1.1.0"));
  await send(server, visits.slice(60).flat(), release("1.0.0"));
  const [root, , tool, chat] = visits[4] ?? [];
  const large = await sendLarge(server, now - 30 * minuteMs);
  const inert = otlpSpan({ name: "harmful", startMs: now - 90_000, attributes: chatAttributes(harmful, harmful) });
  await send(server, [inert], {});
  const failed = root?.traceId ?? "";
  const said = [
    { traceId: failed, name: "thumbs", score: 0, comment: "that is not my order" },
    { traceId: visits[7]?.[0]?.traceId, name: "thumbs", score: 1 },
    { traceId: failed, name: "helpfulness", source: "system", score: 0.25 },
  ];
  for (const one of said) expect((await server.post("/api/v1/feedback", one)).status).toBe(200);
  return {
    failed,
    failedTool: tool?.spanId ?? "",
    failedChat: chat?.spanId ?? "",
    large,
    harmful: inert.traceId,
  };
}

/** Root, retrieval, tool, chat. Every tenth visit fails. */
function visit(index: number, startMs: number): OtlpSpan[] {
  const error = index % 10 === 4;
  const traceId = randomBytes(16).toString("hex");
  const name = ["support.refund", "support.chat", "order.status"][index % 3 === 1 ? 0 : index % 3 === 0 ? 1 : 2];
  const durationMs = 500 + ((index * 37) % 1500);
  const question = `Where is my refund for order ${8000 + index}?`;
  const answer = error ? "" : `It takes ${2 + (index % 5)} business days.`;
  const person = { "session.id": `session-${Math.floor(index / 3)}`, "user.id": `user-${index % 20}` };
  const root = otlpSpan({
    traceId,
    ...(name === undefined ? {} : { name }),
    startMs,
    durationMs,
    error,
    attributes: {
      "openinference.span.kind": "CHAIN",
      "input.value": question,
      "output.value": answer,
      "app.tenant": `tenant-${index % 4}`,
      ...person,
    },
  });
  const below = { traceId, parentSpanId: root.spanId };
  return [
    root,
    otlpSpan({
      ...below,
      name: "search_articles",
      startMs: startMs + 10,
      durationMs: 40,
      attributes: {
        "openinference.span.kind": "RETRIEVER",
        "input.value": question,
        "retrieval.documents.0.document.id": "returns.md",
        "retrieval.documents.0.document.content": "Refunds take up to 5 business days.",
        "retrieval.documents.0.document.score": 0.83,
      },
    }),
    otlpSpan({
      ...below,
      name: "look_up_order",
      startMs: startMs + 60,
      durationMs: 80,
      error,
      attributes: {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "look_up_order",
        "gen_ai.tool.call.arguments": '{"orderId":"8812"}',
      },
    }),
    otlpSpan({
      ...below,
      name: "chat gpt-4.1-mini",
      startMs: startMs + 150,
      durationMs: durationMs - 160,
      error,
      attributes: { ...chatAttributes(question, answer), ...person },
    }),
  ];
}

function chatAttributes(question: string, answer: string): Record<string, string | number> {
  const message = (role: string, content: string) => JSON.stringify([{ role, parts: [{ type: "text", content }] }]);
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4.1-mini",
    "gen_ai.input.messages": message("user", question),
    "gen_ai.output.messages": message("assistant", answer),
    "gen_ai.usage.input_tokens": 900,
    "gen_ai.usage.output_tokens": 120,
  };
}

/** A root with 100 steps of 99 calls each; one call in the middle failed. */
async function sendLarge(server: TestServer, startMs: number): Promise<string> {
  const root = otlpSpan({ name: "agent.research", startMs, durationMs: 20_000, attributes: { "session.id": "large" } });
  const { traceId } = root;
  const spans = [root];
  let step = root;
  for (let index = 1; index < 10_000; index++) {
    const isStep = index % 100 === 1;
    const span = otlpSpan({
      traceId,
      parentSpanId: isStep ? root.spanId : step.spanId,
      name: isStep ? `step ${(index - 1) / 100}` : `call ${index}`,
      startMs: startMs + index * 2,
      durationMs: isStep ? 190 : 2,
      error: index === 5000,
      attributes: { "openinference.span.kind": isStep ? "CHAIN" : "TOOL", "input.value": `question ${index}` },
    });
    if (isStep) step = span;
    spans.push(span);
  }
  for (let first = 0; first < spans.length; first += 5000) await send(server, spans.slice(first, first + 5000), {});
  return traceId;
}

async function send(server: TestServer, spans: OtlpSpan[], resource: Record<string, string>): Promise<void> {
  const { status, body } = await server.post("/v1/traces", traceRequest(spans, resource));
  expect(status, JSON.stringify(body).slice(0, 300)).toBe(200);
}

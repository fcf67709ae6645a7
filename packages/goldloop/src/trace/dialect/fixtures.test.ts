import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeOtlpJson } from "../otlp/json.ts";
import { decodeOtlpProtobuf } from "../otlp/protobuf.ts";
import { canonicalTrace, traceTotals } from "../trace.ts";
import type { Span, Usage } from "../span.ts";

/** What `packages/server/test/clients/record.mjs` recorded of a real client. */
interface Fixture {
  requests: { path: string; type: string; json?: unknown; base64?: string }[];
}

const fixtures = join(import.meta.dirname, "../fixtures");
const answer = "Order A-1007 was shipped on Monday and arrives on Friday.";
const oneCall: Usage = { inputTokens: 389, outputTokens: 17, cachedInputTokens: 256 };
const twoCalls: Usage = { inputTokens: 701, outputTokens: 58, cachedInputTokens: 512, reasoningTokens: 0 };
const dated = "gpt-4.1-mini-2025-04-14";

function spansOf(name: string): Span[] {
  const { requests } = JSON.parse(readFileSync(join(fixtures, `${name}.json`), "utf8")) as Fixture;
  const batches = requests
    .filter(({ path }) => path.endsWith("/v1/traces"))
    .map(({ json, base64 = "" }) =>
      json === undefined ? decodeOtlpProtobuf(Buffer.from(base64, "base64")) : decodeOtlpJson(json),
    );
  expect(batches.flatMap(({ rejected }) => rejected)).toEqual([]);
  return canonicalTrace(batches.flatMap(({ spans }) => spans)).spans;
}

function nameOf({ toolCalls, name }: Span): string {
  return toolCalls?.[0]?.name ?? name;
}

interface Expected {
  kind: Span["kind"];
  usage: Usage;
  model: string;
  /** Of the tool that fails: `returned` where the client tells nothing of functions that throw. */
  failure?: "thrown" | "returned";
  orderKey?: string;
}

/** The same application in every client: a question, two tools of which one fails, and calls of a model. */
const clients: [string, string, Expected][] = [
  ["opentelemetry-proto", "session-opentelemetry", { kind: "agent", usage: oneCall, model: dated }],
  ["opentelemetry-json", "session-opentelemetry", { kind: "agent", usage: oneCall, model: dated }],
  ["phoenix", "session-phoenix", { kind: "agent", usage: twoCalls, model: dated }],
  [
    "openllmetry",
    "session-openllmetry",
    { kind: "workflow", usage: { inputTokens: 701, outputTokens: 58 }, model: dated, failure: "returned" },
  ],
  [
    "vercel-ai",
    "session-vercel-ai",
    { kind: "agent", usage: { inputTokens: 701, outputTokens: 58, cachedInputTokens: 512 }, model: dated },
  ],
  ["vercel-ai-legacy", "session-vercel-ai-legacy", { kind: "workflow", usage: twoCalls, model: dated }],
  ["langfuse", "session-langfuse", { kind: "agent", usage: oneCall, model: "gpt-4.1-mini" }],
  ["mlflow", "session-mlflow", { kind: "agent", usage: oneCall, model: "gpt-4.1-mini" }],
  [
    "opentelemetry-python",
    "session-opentelemetry-python",
    { kind: "agent", usage: oneCall, model: "gpt-4.1-mini", orderKey: "order_id" },
  ],
  [
    "langfuse-python",
    "session-langfuse-python",
    { kind: "agent", usage: oneCall, model: "gpt-4.1-mini", orderKey: "order_id" },
  ],
  [
    "mlflow-python",
    "session-mlflow-python",
    { kind: "agent", usage: oneCall, model: "gpt-4.1-mini", orderKey: "order_id" },
  ],
];

describe.each(clients)("spans of %s", (name, sessionId, expected) => {
  const spans = spansOf(name);
  const { failure = "thrown", orderKey = "orderId" } = expected;

  test("lie below one root, which is the question with its answer", () => {
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(roots).toHaveLength(1);
    expect(roots[0]).toMatchObject({ kind: expected.kind, output: answer, sessionId, userId: "user-42" });
    expect(JSON.stringify(roots[0]?.input)).toContain("Where is order A-1007?");
    const known = new Set(spans.map(({ spanId }) => spanId));
    for (const { parentSpanId } of spans) if (parentSpanId !== undefined) expect(known).toContain(parentSpanId);
  });

  test("say what each call of the model used, and together it is counted once", () => {
    const calls = spans.filter(({ kind }) => kind === "chat");
    for (const call of calls) {
      expect(call.model).toBe(expected.model);
      // Langfuse has no word for it
      expect(call.provider ?? "openai").toMatch(/^openai(?:\.chat)?$/);
      expect(call.messages?.at(0)?.role).toBe("user");
    }
    expect(calls.at(-1)?.output).toBe(answer);
    expect(calls.at(-1)?.messages?.at(-1)).toEqual({ role: "assistant", content: answer });
    const [{ usage, model }, summed] = [traceTotals({ spans }), traceTotals({ spans: calls })];
    expect([usage, model]).toEqual([expected.usage, expected.model]);
    expect(usage).toEqual(summed.usage);
  });

  test("hold the tools with what they were given and what came of it", () => {
    const tools = spans.filter(({ kind }) => kind === "tool");
    // those that began together are in no order
    tools.sort((a, b) => (nameOf(a) < nameOf(b) ? 1 : -1));
    expect(tools.map(({ toolCalls }) => toolCalls?.[0])).toMatchObject([
      { name: "lookup_order", arguments: { [orderKey]: "A-1007" }, result: { status: "shipped" } },
      {
        name: "carrier_status",
        arguments: { carrier: "DHL" },
        ...(failure === "thrown"
          ? { error: expect.stringContaining("does not answer") }
          : { result: { error: "the carrier does not answer" } }),
      },
    ]);
    expect(tools[1]?.status.code).toBe(failure === "thrown" ? "error" : "unset");
  });

  test("are these, field by field", () =>
    expect(`${JSON.stringify(spans, null, 1)}\n`).toMatchFileSnapshot(join(fixtures, `${name}.spans.json`)));
});

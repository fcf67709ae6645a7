import type { SpanKind } from "../span.ts";
import type { Dialect, Draft } from "./definition.ts";
import { answerOf, promptOf } from "./exchange.ts";
import { setConversation, toDocuments } from "./messages.ts";
import { toUsage } from "./usage.ts";
import { first, isFields, toNumber } from "./view.ts";
import type { SpanView } from "./view.ts";

const kinds: Record<string, SpanKind> = {
  LLM: "chat",
  CHAT_MODEL: "chat",
  EMBEDDING: "embedding",
  TOOL: "tool",
  RETRIEVER: "retrieval",
  RERANKER: "retrieval",
  AGENT: "agent",
  CHAIN: "workflow",
  WORKFLOW: "workflow",
  TASK: "workflow",
  GUARDRAIL: "guardrail",
  EVALUATOR: "evaluator",
};

/** MLflow's spans: every value is JSON text, also those of attributes that the application sets itself. */
export const mlflow: Dialect = {
  name: "mlflow",
  prefixes: ["mlflow"],
  read(view, span) {
    const text = (...keys: string[]): string | undefined => {
      const value = view.json(...keys);
      return typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
    };
    const type = text("mlflow.spanType");
    if (type !== undefined) span.kind ??= kinds[type.toUpperCase()];
    span.model ??= text("mlflow.llm.model");
    span.provider ??= text("mlflow.llm.provider");
    span.userId ??= text("mlflow.trace.user", "mlflow.traceTag.mlflow.trace.user", "user.id");
    span.sessionId ??= text("mlflow.trace.session", "mlflow.traceTag.mlflow.trace.session", "session.id");
    const counted = view.json("mlflow.chat.tokenUsage");
    if (isFields(counted)) {
      span.usage ??= toUsage({
        input: toNumber(counted["input_tokens"]),
        output: toNumber(counted["output_tokens"]),
        cacheRead: toNumber(counted["cache_read_input_tokens"]),
        cacheWrite: toNumber(counted["cache_creation_input_tokens"]),
      });
    }
    const cost = view.json("mlflow.llm.cost");
    if (isFields(cost)) span.costUsd ??= toNumber(cost["total_cost"]);
    readContent(view, span);
  },
};

function readContent(view: SpanView, span: Draft): void {
  const inputs = view.json("mlflow.spanInputs");
  const outputs = view.json("mlflow.spanOutputs");
  if (span.kind === "chat") {
    setConversation(span, promptOf(inputs), answerOf(outputs));
    if (isFields(outputs)) span.model ??= modelOf(first(outputs, "model"));
    if (isFields(inputs)) span.model ??= modelOf(first(inputs, "model", "model_name"));
  }
  if (span.kind === "tool") {
    span.toolCalls ??= [
      { name: view.raw.name, arguments: inputs ?? {}, ...(outputs === undefined ? {} : { result: outputs }) },
    ];
  }
  if (span.kind === "retrieval") span.documents ??= toDocuments(outputs);
  span.input ??= inputs;
  span.output ??= outputs;
}

function modelOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

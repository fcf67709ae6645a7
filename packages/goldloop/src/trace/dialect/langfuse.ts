import type { AttributeValue } from "../otlp/raw.ts";
import type { SpanKind, Usage } from "../span.ts";
import { argumentsOf } from "./arguments.ts";
import type { Dialect, Draft } from "./definition.ts";
import { answerOf, promptOf } from "./exchange.ts";
import { setConversation, toDocuments } from "./messages.ts";
import { toUsage } from "./usage.ts";
import { isFields, toNumber } from "./view.ts";
import type { SpanView } from "./view.ts";

/** `span` and `event` say nothing about the kind: another dialect may know. */
const kinds: Record<string, SpanKind> = {
  generation: "chat",
  embedding: "embedding",
  agent: "agent",
  tool: "tool",
  chain: "workflow",
  retriever: "retrieval",
  evaluator: "evaluator",
  guardrail: "guardrail",
};

/** Langfuse's SDKs. Its processor also marks spans of other instrumentations with environment and release. */
export const langfuse: Dialect = {
  name: "langfuse",
  prefixes: ["langfuse"],
  read(view, span) {
    const type = view.text("langfuse.observation.type");
    if (type !== undefined) span.kind ??= kinds[type];
    span.model ??= view.text("langfuse.observation.model.name");
    span.usage ??= usageOf(view.json("langfuse.observation.usage_details"));
    span.costUsd ??= costOf(view.json("langfuse.observation.cost_details"));
    span.environment ??= view.text("langfuse.environment");
    span.release ??= view.text("langfuse.release");
    span.userId ??= view.text("langfuse.user.id");
    span.sessionId ??= view.text("langfuse.session.id");
    span.timeToFirstTokenMs ??= firstToken(view);
    span.statusMessage ??= view.text("langfuse.observation.status_message");
    if (view.text("langfuse.observation.level") === "ERROR") span.failed = true;
    readContent(view, span);
  },
};

function readContent(view: SpanView, span: Draft): void {
  // its Python decorator records how a function was called
  const input = argumentsOf(view.json("langfuse.observation.input") ?? view.json("langfuse.trace.input"));
  const output = view.json("langfuse.observation.output") ?? view.json("langfuse.trace.output");
  if (span.kind === "chat") setConversation(span, promptOf(input), answerOf(output));
  span.input ??= input;
  span.output ??= output;
  if (span.kind === "retrieval") span.documents ??= toDocuments(output);
  if (span.kind === "tool") {
    const result = output === undefined ? {} : { result: output };
    span.toolCalls ??= [{ name: view.raw.name, arguments: input ?? {}, ...result }];
  }
}

/**
 * Langfuse's usage types are parts that add up: everything with `input` in its name is input, everything with `output`
 * is output. When `total` equals input plus output alone, the other parts are details of those two. OpenAI's own names
 * (`prompt_tokens`) are wholes with details.
 */
function usageOf(details: AttributeValue | undefined): Usage | undefined {
  if (!isFields(details)) return undefined;
  const of = (...keys: string[]) => keys.map((key) => toNumber(details[key])).find((value) => value !== undefined);
  const cacheRead = of("cache_read_input_tokens", "input_cached_tokens", "input_cache_read", "input_cached");
  const reasoning = of("output_reasoning_tokens", "output_reasoning", "reasoning");
  const prompt = of("prompt_tokens", "promptTokens");
  const completion = of("completion_tokens", "completionTokens");
  if (prompt !== undefined || completion !== undefined) {
    const nested = (group: string, key: string) =>
      isFields(details[group]) ? toNumber(details[group][key]) : undefined;
    return toUsage({
      input: prompt,
      output: completion,
      cacheRead: cacheRead ?? nested("prompt_tokens_details", "cached_tokens"),
      reasoning: reasoning ?? nested("completion_tokens_details", "reasoning_tokens"),
    });
  }
  const input = of("input", "input_tokens");
  const output = of("output", "output_tokens");
  const total = of("total", "total_tokens");
  if (total !== undefined && (input ?? 0) + (output ?? 0) === total)
    return toUsage({ input, output, cacheRead, reasoning });
  let inputSum: number | undefined;
  let outputSum: number | undefined;
  for (const [name, value] of Object.entries(details)) {
    const count = toNumber(value);
    if (count === undefined || name.startsWith("total")) continue;
    if (/output|reasoning/.test(name)) outputSum = (outputSum ?? 0) + count;
    else if (/input|cache/.test(name)) inputSum = (inputSum ?? 0) + count;
  }
  return toUsage({ input: inputSum, output: outputSum, cacheRead, reasoning });
}

function costOf(details: AttributeValue | undefined): number | undefined {
  if (!isFields(details)) return undefined;
  const total = toNumber(details["total"]);
  if (total !== undefined) return total;
  const parts = Object.values(details).flatMap((value) => toNumber(value) ?? []);
  return parts.length === 0 ? undefined : parts.reduce((sum, part) => sum + part, 0);
}

function firstToken(view: SpanView): number | undefined {
  const written = view.json("langfuse.observation.completion_start_time");
  const at = typeof written === "string" ? Date.parse(written) : Number.NaN;
  const elapsed = at - Number(view.raw.startNanos / 1000n) / 1000;
  return Number.isFinite(elapsed) && elapsed >= 0 ? elapsed : undefined;
}

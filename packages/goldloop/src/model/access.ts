import type { Json } from "../digest/index.ts";
import type { ToolCall, Usage } from "../trace/index.ts";

/** A chat message as sent to a model. */
export interface ModelMessage {
  role: "system" | "user" | "assistant" | "tool";
  content: string;
  toolCalls?: ToolCall[];
  toolCallId?: string;
}

/** A tool that a model may call; `parameters` is a JSON Schema. */
interface ModelTool {
  name: string;
  description?: string;
  parameters: Json;
}

export interface GenerateRequest {
  /** `provider/model`, e.g. `openai/gpt-4.1-2025-04-14`. */
  model: string;
  messages: ModelMessage[];
  tools?: ModelTool[];
  /** JSON Schema of the answer: asks for structured output, returned as `object`. */
  schema?: Json;
  temperature?: number;
  topP?: number;
  maxOutputTokens?: number;
  seed?: number;
  /** Distinguishes repeats (trial, vote) of the same request in the cache and in cassettes. */
  repeat?: number;
  /** Canaries ask past cache and cassettes. */
  fresh?: boolean;
  /** Whether an answer is worth caching; one that is not is asked for anew next time. Default: when it fits `schema`. */
  keep?: (answer: Pick<GenerateResponse, "text" | "object">) => boolean;
  signal?: AbortSignal;
}

export interface GenerateResponse {
  text: string;
  /** The structured answer when `schema` was given and the model kept to it. */
  object?: Json;
  toolCalls: ToolCall[];
  finishReason: string;
  /** The model that answered, as the provider names it. */
  model: string;
  usage: Usage;
  /** What the answer costs at today's prices, wherever it came from. Undefined when the price is not known. */
  costUsd?: number;
  /** How long the model took when it was asked; a replayed answer keeps the recorded figure. */
  latencyMs: number;
  /** What the provider did not do as asked (a temperature that the model does not take). */
  warnings?: string[];
  /** Where the answer came from. Only `live` costs money now. */
  source: "live" | "cache" | "cassette";
}

export interface EmbedRequest {
  model: string;
  values: string[];
  signal?: AbortSignal;
}

export interface EmbedResponse {
  embeddings: number[][];
  usage: Usage;
  costUsd?: number;
  source: "live" | "cache" | "cassette";
}

/**
 * The way to language models for targets, judges and simulated users: one place for providers, cassettes,
 * cache, prices and rate limits. Throws InfrastructureError for what may be retried (network, 429, 5xx) and
 * GoldloopError otherwise (unknown provider, missing credentials, refused request).
 */
export interface ModelAccess {
  generate(request: GenerateRequest): Promise<GenerateResponse>;
  embed(request: EmbedRequest): Promise<EmbedResponse>;
}

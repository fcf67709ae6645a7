import type { OrderBook, ToolCall } from "../orders/index.ts";
import type { PromptParts } from "../prompt.ts";
import type { SearchResult } from "../knowledge/search.ts";
import type { Scope } from "../telemetry/index.ts";

/** Everything a writer may use for one answer. */
export interface Task extends PromptParts {
  found: SearchResult;
  book: OrderBook;
  scope: Scope;
  signal: AbortSignal | undefined;
}

export interface Written {
  answer: string;
  /** Ids of the articles the answer names. */
  citations: string[];
  toolCalls: ToolCall[];
  usage: { inputTokens: number; outputTokens: number };
  /** The model that wrote it. */
  model: string;
}

/** Turns a question, its passages and the tools into an answer: a model, or the extractive stand-in for one. */
export type Writer = (task: Task) => Promise<Written>;

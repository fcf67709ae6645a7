import type { OrderBook } from "./order-book.ts";

/** A tool the assistant can call, with the description that a model gets. */
export interface Tool {
  name: string;
  description: string;
  /** JSON Schema of the arguments. */
  parameters: Record<string, unknown>;
  /** Never throws for a bad argument: the error is a result that a model can read and act on. */
  run(input: Record<string, unknown>, book: OrderBook): ToolResult;
}

export type ToolResult = Record<string, unknown> | ToolError;

export interface ToolError {
  error: { code: string; message: string };
}

/** One call as it happened. */
export interface ToolCall {
  name: string;
  arguments: Record<string, unknown>;
  result: ToolResult;
}

export function toolError(code: string, message: string): ToolError {
  return { error: { code, message } };
}

import { inSpan } from "../telemetry/index.ts";
import type { Scope } from "../telemetry/index.ts";
import { lookUpOrder } from "./look-up-order.ts";
import type { OrderBook } from "./order-book.ts";
import { startRefund } from "./start-refund.ts";
import { toolError } from "./tool.ts";
import type { Tool, ToolCall } from "./tool.ts";

/** The tools of the assistant. */
export const tools: Tool[] = [lookUpOrder, startRefund];

/** Runs a tool in a span of its own. An unknown tool and a refused call are results, not exceptions. */
export function callTool(
  scope: Scope,
  book: OrderBook,
  name: string,
  args: Record<string, unknown>,
  callId?: string,
): Promise<ToolCall> {
  const attributes = {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": name,
    "gen_ai.tool.type": "function",
    ...(callId && { "gen_ai.tool.call.id": callId }),
  };
  const content = () => ({ "gen_ai.tool.call.arguments": JSON.stringify(args) });
  return inSpan(scope, { name: `execute_tool ${name}`, attributes, content }, (_, record) => {
    const tool = tools.find((candidate) => candidate.name === name);
    const result = tool ? tool.run(args, book) : toolError("unknownTool", `There is no tool ${name}.`);
    record({}, () => ({ "gen_ai.tool.call.result": JSON.stringify(result) }));
    return { name, arguments: args, result };
  });
}

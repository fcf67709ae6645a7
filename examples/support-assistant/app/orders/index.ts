export { callTool, tools } from "./call.ts";
export { openOrderBook } from "./order-book.ts";
export type { OrderBook } from "./order-book.ts";
export { findOrderNumber } from "./order-number.ts";
export type { ToolCall } from "./tool.ts";

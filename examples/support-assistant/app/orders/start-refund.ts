import { lastReturnDay } from "./order-book.ts";
import type { Order } from "./order-book.ts";
import { toolError } from "./tool.ts";
import type { Tool, ToolError } from "./tool.ts";

/** Returns `{ orderId, refundUsd, reason, status: "started" }`. Errors: see `refusal` and `refusedAmount`. */
export const startRefund: Tool = {
  name: "startRefund",
  description: "Starts the refund of an order, in full or of a part. Only when the customer asks for it.",
  parameters: {
    type: "object",
    properties: {
      orderId: { type: "string", description: 'The order number, digits only, for example "8812".' },
      reason: {
        type: "string",
        enum: ["damaged", "defective", "wrong item", "not delivered", "changed mind", "not given"],
      },
      amountUsd: { type: "number", description: "Only for a part of the order. Leave out to refund the total." },
    },
    required: ["orderId", "reason"],
    additionalProperties: false,
  },
  run({ orderId, reason, amountUsd }, book) {
    const order = book.orders.get(String(orderId));
    if (!order) return toolError("unknownOrder", `There is no order ${String(orderId)}.`);
    const error = refusal(order, book.today) ?? refusedAmount(order, amountUsd);
    if (error) return error;
    order.status = "refunded";
    order.refundedOn = book.today;
    return {
      orderId: order.id,
      refundUsd: amountUsd ?? order.totalUsd,
      reason: reason ?? "not given",
      status: "started",
    };
  },
};

function refusal(order: Order, today: string): ToolError | undefined {
  switch (order.status) {
    case "refunded":
      return toolError("alreadyRefunded", `Order ${order.id} was already refunded on ${order.refundedOn}.`);
    case "cancelled":
      return toolError("cancelled", `Order ${order.id} was cancelled before it was charged.`);
    case "shipped":
      return toolError(
        "onItsWay",
        `Order ${order.id} is still on its way. It can be refused at the door or returned after delivery.`,
      );
    case "delivered": {
      const lastDay = lastReturnDay(order);
      return lastDay && lastDay < today
        ? toolError("windowOver", `The return window of order ${order.id} ended on ${lastDay}.`)
        : undefined;
    }
    default:
      return undefined;
  }
}

function refusedAmount(order: Order, amountUsd: unknown): ToolError | undefined {
  if (amountUsd === undefined) return undefined;
  if (typeof amountUsd === "number" && amountUsd > 0 && amountUsd <= order.totalUsd) return undefined;
  return toolError(
    "amountTooHigh",
    `The amount must lie between 0 and the total of order ${order.id}, ${order.totalUsd.toFixed(2)} US dollars.`,
  );
}

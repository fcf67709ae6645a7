import { lastReturnDay } from "./order-book.ts";
import { toolError } from "./tool.ts";
import type { Tool } from "./tool.ts";

/**
 * Returns `{ orderId, status, items, totalUsd, orderedOn, shippedOn?, deliveredOn?, refundedOn?, returnableUntil?
 * }`. The customer's name and address stay out of it: what the assistant is not given, it cannot give away.
 */
export const lookUpOrder: Tool = {
  name: "lookUpOrder",
  description: "Looks up an order: status, items, total in US dollars, dates, and the last day for a return.",
  parameters: {
    type: "object",
    properties: { orderId: { type: "string", description: 'The order number, digits only, for example "8812".' } },
    required: ["orderId"],
    additionalProperties: false,
  },
  run({ orderId }, book) {
    const order = book.orders.get(String(orderId));
    if (!order) return toolError("unknownOrder", `There is no order ${String(orderId)}.`);
    const { customer: _customer, returnDays: _returnDays, id, ...shown } = order;
    const returnableUntil = order.status === "delivered" ? lastReturnDay(order) : undefined;
    return {
      orderId: id,
      ...shown,
      ...(returnableUntil && { returnableUntil, returnWindowOpen: returnableUntil >= book.today }),
    };
  },
};

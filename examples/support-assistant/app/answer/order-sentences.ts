import type { ToolCall } from "../orders/index.ts";

/** What an order's tool call means for the customer, in a sentence or two. */
export function describeCall({ name, arguments: { orderId }, result }: ToolCall): string {
  if ("error" in result)
    return describeError(
      (result.error as { code: string }).code,
      String(orderId),
      (result.error as { message: string }).message,
    );
  if (name === "startRefund") {
    return `I have started a refund of ${dollars(result.refundUsd)} for order ${String(orderId)}. It goes back to the way you paid, and you get an email when it leaves us.`;
  }
  return describeOrder(result as unknown as Looked);
}

interface Looked {
  orderId: string;
  status: string;
  items: { name: string; quantity: number }[];
  totalUsd: number;
  shippedOn: string;
  deliveredOn: string;
  refundedOn: string;
  returnableUntil?: string;
  returnWindowOpen?: boolean;
}

function describeOrder(order: Looked): string {
  const items = order.items.map(({ name, quantity }) => (quantity > 1 ? `${quantity} x ${name}` : name)).join(" and ");
  const subject = `Order ${order.orderId} (${items}, ${dollars(order.totalUsd)})`;
  switch (order.status) {
    case "processing":
      return `${subject} is paid and waits to be packed.`;
    case "packed":
      return `${subject} is packed and waits for the courier.`;
    case "shipped":
      return `${subject} left our warehouse on ${day(order.shippedOn)} and is on its way.`;
    case "delivered":
      return `${subject} was delivered on ${day(order.deliveredOn)}. ${returnSentence(order)}`;
    case "returned":
      return `${subject} is back at our warehouse, and its refund is being prepared.`;
    case "refunded":
      return `${subject} was refunded on ${day(order.refundedOn)}.`;
    case "cancelled":
      return `${subject} was cancelled and never charged.`;
    case "backordered":
      return `${subject} is backordered: we are waiting for the maker.`;
    default:
      return `${subject} is on hold while we check the payment or the address.`;
  }
}

function returnSentence({ returnableUntil, returnWindowOpen }: Looked): string {
  if (!returnableUntil) return "";
  return returnWindowOpen
    ? `It can be returned until ${day(returnableUntil)}.`
    : `Its return window ended on ${day(returnableUntil)}.`;
}

function describeError(code: string, orderId: string, message: string): string {
  switch (code) {
    case "unknownOrder":
      return `I found no order ${orderId}. Please check the number in the confirmation email.`;
    case "windowOver":
      return `${message.replace(/\d{4}-\d\d-\d\d/, day)} A refund is therefore no longer possible, but a faulty item is covered by the warranty.`;
    default:
      return message.replace(/\d{4}-\d\d-\d\d/, day);
  }
}

/** "2026-11-02" as "November 2, 2026". */
function day(iso: string): string {
  return new Date(`${iso}T00:00:00Z`).toLocaleDateString("en-US", { dateStyle: "long", timeZone: "UTC" });
}

function dollars(amount: unknown): string {
  return `$${Number(amount).toFixed(2)}`;
}

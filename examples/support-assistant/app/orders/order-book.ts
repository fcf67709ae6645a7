import { readFileSync } from "node:fs";

export type OrderStatus =
  | "processing"
  | "packed"
  | "shipped"
  | "delivered"
  | "returned"
  | "refunded"
  | "cancelled"
  | "backordered"
  | "onHold";

/** One order as the shop stores it. Days are ISO 8601 dates. */
export interface Order {
  id: string;
  customer: { id: string; name: string; email: string };
  items: { name: string; quantity: number; priceUsd: number }[];
  totalUsd: number;
  status: OrderStatus;
  orderedOn: string;
  shippedOn?: string;
  deliveredOn?: string;
  refundedOn?: string;
  /** Only where it is not the usual 30 days. */
  returnDays?: number;
}

/** The orders the tools work on. Refunds change this copy and nothing else. */
export interface OrderBook {
  /** The day that counts as today, so that return windows never close while the evals sleep. */
  today: string;
  orders: Map<string, Order>;
}

const file = new URL("../../data/orders.json", import.meta.url);
let source: string | undefined;

/** A fresh copy of all orders: what one conversation refunds, the next one does not see. */
export function openOrderBook(): OrderBook {
  source ??= readFileSync(file, "utf8");
  const { asOf, orders } = JSON.parse(source) as { asOf: string; orders: Order[] };
  return { today: asOf, orders: new Map(orders.map((order) => [order.id, order])) };
}

/**
 * The last day on which an order can be returned (ISO 8601), or `undefined` before delivery. What is bought between
 * November 1 and December 24 can be returned until January 31: see the article `returns-window`.
 */
export function lastReturnDay(order: Order): string | undefined {
  if (!order.deliveredOn) return undefined;
  const day = new Date(`${order.deliveredOn}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + (order.returnDays ?? 30));
  const usual = day.toISOString().slice(0, 10);
  const year = Number(order.orderedOn.slice(0, 4));
  const beforeHolidays = order.orderedOn >= `${year}-11-01` && order.orderedOn <= `${year}-12-24`;
  const holidays = beforeHolidays ? `${year + 1}-01-31` : usual;
  return holidays > usual ? holidays : usual;
}

import { isJsonObject, type Json } from "../../digest/index.ts";
import type { ToolCall } from "../../trace/index.ts";
import { jsonEqual, type EqualityOptions } from "../equality.ts";
import { quote } from "../quote.ts";

/** A call that is expected; without `arguments` any will do. */
export interface ExpectedCall {
  name: string;
  arguments?: Json | undefined;
}

/** How arguments are compared. */
export interface ArgumentRule extends EqualityOptions {
  /** False when only names count. */
  arguments: boolean;
}

/** Whether a call is the expected one. */
export function isCall(expected: ExpectedCall, call: ToolCall, rule: ArgumentRule): boolean {
  if (expected.name !== call.name) return false;
  return !rule.arguments || expected.arguments === undefined || jsonEqual(expected.arguments, call.arguments, rule);
}

/** `startRefund(orderId: "8812")` */
export function formatCall(call: { name: string; arguments?: Json | undefined }): string {
  const { name, arguments: given } = call;
  if (given === undefined) return name;
  if (!isJsonObject(given)) return `${name}(${quote(given)})`;
  const parts = Object.entries(given).map(([key, value]) => `${key}: ${quote(value)}`);
  return `${name}(${parts.join(", ")})`;
}

/** In what a call of the right tool differs: `startRefund got orderId "8821", expected "8812"`. */
export function describeDifference(expected: ExpectedCall, call: ToolCall, rule: ArgumentRule): string {
  const { name, arguments: wanted } = expected;
  const got = call.arguments;
  if (!isJsonObject(wanted) || !isJsonObject(got)) return `${name} got ${quote(got)}, expected ${quote(wanted ?? {})}`;
  const faults: string[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    const given = Object.hasOwn(got, key) ? got[key] : undefined;
    if (given === undefined) faults.push(`no ${key}, expected ${quote(value)}`);
    else if (!jsonEqual(value, given, rule)) faults.push(`${key} ${quote(given)}, expected ${quote(value)}`);
  }
  if (!rule.subset) {
    for (const [key, value] of Object.entries(got)) {
      if (!Object.hasOwn(wanted, key)) faults.push(`${key} ${quote(value)}, expected none`);
    }
  }
  return `${name} got ${faults.join("; ")}`;
}

/** How many of the expected arguments a call has: which of several wrong calls is the nearest. */
export function resemblance(expected: ExpectedCall, call: ToolCall, rule: ArgumentRule): number {
  const { arguments: wanted } = expected;
  const got = call.arguments;
  if (!isJsonObject(wanted) || !isJsonObject(got)) return 0;
  return Object.entries(wanted).filter(([key, value]) => {
    const given = Object.hasOwn(got, key) ? got[key] : undefined;
    return given !== undefined && jsonEqual(value, given, rule);
  }).length;
}

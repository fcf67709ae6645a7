import type { ToolCall } from "../../trace/index.ts";
import { listed } from "../quote.ts";
import { type ArgumentRule, describeDifference, type ExpectedCall, formatCall, isCall, resemblance } from "./call.ts";

/** Which sequences of calls are right; see the `order` option of `toolCalls`. */
export type CallOrder = "exact" | "any" | "subset" | "contains";

/** Why the calls are not the expected ones, or undefined when they are. */
export function mismatch(
  expected: readonly ExpectedCall[],
  calls: readonly ToolCall[],
  order: CallOrder,
  rule: ArgumentRule,
): string | undefined {
  if (expected.length === 0) return calls.length === 0 ? undefined : unexpected(calls);
  const assigned = assign(expected, calls, rule);
  const lacking = expected.filter((_, at) => assigned[at] === undefined);
  const surplus = calls.filter((_, at) => !assigned.includes(at));
  const first = lacking[0];
  if (first !== undefined) return lack(first, surplus, calls, rule);
  if (surplus.length > 0 && (order === "exact" || order === "any")) return unexpected(surplus);
  if (order === "any" || order === "contains") return undefined;
  if (inOrder(expected, calls, rule)) return undefined;
  return `called ${names(calls)}; expected the order ${names(expected)}`;
}

/**
 * The call that stands for each expected one, as many as can be matched at once (augmenting paths): with expected calls
 * that allow any arguments, taking the first fitting call would leave stricter ones without theirs.
 */
function assign(
  expected: readonly ExpectedCall[],
  calls: readonly ToolCall[],
  rule: ArgumentRule,
): (number | undefined)[] {
  const fits = expected.map((one) => calls.flatMap((call, at) => (isCall(one, call, rule) ? [at] : [])));
  const owner = new Map<number, number>();
  const claim = (one: number, tried: Set<number>): boolean => {
    for (const at of fits[one] ?? []) {
      if (tried.has(at)) continue;
      tried.add(at);
      const holder = owner.get(at);
      if (holder === undefined || claim(holder, tried)) {
        owner.set(at, one);
        return true;
      }
    }
    return false;
  };
  for (let one = 0; one < expected.length; one++) claim(one, new Set());
  const assigned: (number | undefined)[] = expected.map(() => undefined);
  for (const [at, one] of owner) assigned[one] = at;
  return assigned;
}

function inOrder(expected: readonly ExpectedCall[], calls: readonly ToolCall[], rule: ArgumentRule): boolean {
  let next = 0;
  for (const call of calls) {
    const wanted = expected[next];
    if (wanted !== undefined && isCall(wanted, call, rule)) next += 1;
  }
  return next === expected.length;
}

function lack(
  wanted: ExpectedCall,
  surplus: readonly ToolCall[],
  calls: readonly ToolCall[],
  rule: ArgumentRule,
): string {
  const same = surplus.filter((call) => call.name === wanted.name);
  const nearest = same.toSorted((a, b) => resemblance(wanted, b, rule) - resemblance(wanted, a, rule))[0];
  if (nearest !== undefined) return describeDifference(wanted, nearest, rule);
  const again = calls.some((call) => call.name === wanted.name) ? "was not called again" : "was not called";
  return `${formatCall(wanted)} ${again}; called ${calls.length === 0 ? "no tool" : names(calls)}`;
}

function unexpected(calls: readonly ToolCall[]): string {
  return `unexpected ${calls.length === 1 ? "call" : "calls"}: ${listed(calls.map(formatCall))}`;
}

function names(calls: readonly { name: string }[]): string {
  return calls.map((call) => call.name).join(", ");
}

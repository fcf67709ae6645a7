import type { Operator } from "../config/index.ts";
import type { Verdict } from "./verdict.ts";

/** Sums of the same numbers in another order differ by so little. */
const rounding = 1e-12;

/** Whether the plain value keeps the rule. */
export function holds(observed: number, operator: Operator, value: number): boolean {
  const slack = rounding * Math.max(1, Math.abs(value));
  switch (operator) {
    case "==":
      return Math.abs(observed - value) <= slack;
    case ">=":
      return observed >= value - slack;
    case "<=":
      return observed <= value + slack;
    case ">":
      return observed > value + slack;
    default:
      return observed < value - slack;
  }
}

/** Whether a rule asks for much rather than for little. */
export function asksForMore(operator: Operator): boolean {
  return operator === ">=" || operator === ">";
}

/**
 * The three verdicts from one-sided bounds (design 7.1), and the bound that decided: pass when the bound on the bad side keeps the rule,
 * fail when the bound on the good side does not.
 */
export function threeState(
  operator: Operator,
  value: number,
  { lower, upper }: { lower: number; upper: number },
): { verdict: Verdict; bound: number } {
  const [worst, best] = asksForMore(operator) ? [lower, upper] : [upper, lower];
  if (holds(worst, operator, value)) return { verdict: "pass", bound: worst };
  if (!holds(best, operator, value)) return { verdict: "fail", bound: best };
  return { verdict: "inconclusive", bound: worst };
}

import { ofProject, type Bindings } from "./bindings.ts";
import { comparisonOf } from "./comparison.ts";

/** From here on feedback is positive: thumbs up is 1, down is 0. */
export const positiveFrom = 0.5;

/** SQL condition on a row of `scores`: it carries a value, and so is listed among the scores. */
export const hasValue = "(score IS NOT NULL OR value != '')";

/** Clocks differ, and imports may move times, but not by more. */
const skewUs = 7n * 86_400_000_000n;

/** SQL condition on rows of `scores`: given to traces that start after `fromUs`, for nothing is said of a trace before it began. */
export function givenSince(bindings: Bindings, fromUs: bigint): string {
  return `${ofProject} AND deleted = 0 AND time >= ${bindings.momentUs(fromUs - skewUs)}`;
}

/** SQL condition on a row of `scores` that `score=` or `feedback=` of a query asks for. Throws RequestError 400. */
export function givenCondition(field: "score" | "feedback", text: string, bindings: Bindings): string {
  const among = field === "feedback" ? "feedback = 1" : hasValue;
  if (field === "feedback") {
    if (text === "any") return among;
    if (text === "positive") return `(${among} AND score >= ${positiveFrom})`;
    if (text === "negative") return `(${among} AND score < ${positiveFrom})`;
  }
  const { name, operator, number } = comparisonOf(field, text);
  const named = `${among} AND name = ${bindings.text(name)}`;
  return operator === undefined ? `(${named})` : `(${named} AND score ${operator} ${bindings.number(number ?? 0)})`;
}

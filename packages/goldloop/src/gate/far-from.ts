import type { Requirement } from "../config/index.ts";
import { asksForMore, holds } from "./comparison.ts";
import { numbersOf } from "./pool.ts";
import type { RunView } from "./view.ts";
import { failingOf, type Failing } from "./worst-first.ts";

/** The examples whose value (by position) does not keep a rule by itself, the farthest from it first. */
export function farFrom(
  view: RunView,
  examples: Int32Array,
  { operator, value }: Requirement,
  key: string,
  valueAt: (position: number) => number,
): Failing {
  const at = (of: (value: number) => number) => () => numbersOf(examples.length, (i) => of(valueAt(i)));
  if (operator === "==") {
    const away = at((found) => Math.abs(found - value));
    return failingOf(view, examples, `${key} from ${value}`, away, (badness) => !holds(badness, "==", 0));
  }
  const sign = asksForMore(operator) ? -1 : 1;
  return failingOf(
    view,
    examples,
    `${key} ${sign}`,
    at((found) => sign * found),
    (badness) => !holds(sign * badness, operator, value),
  );
}

import { fieldOf } from "./field.ts";
import type { Filters } from "./field.ts";
import { type Condition, conditionsOf, withoutCondition } from "./filters.ts";

/** Why the server cannot filter by a value, as far as its form says; undefined when it can. */
export function problemOf({ name, value }: Condition): string | undefined {
  const text = String(value);
  const { prefix = "", values = [] } = fieldOf(name) ?? {};
  if (name === "status" && !values.includes(text)) return "status: is ok or error";
  if (name === "attribute" && !/^[^=]+=/.test(text)) return "attribute: is written key=value";
  if (name === "kind" && !values.includes(text)) return `kind: is one of ${values.join(", ")}`;
  if ((name === "score" || name === "feedback") && !isComparison(text))
    return `${prefix} is a name, or a name with one of < <= > >= = != and a number`;
  return undefined;
}

/** A name, or `name<0.5`. Of `=>` and `==` the first sign would be a part of the name, which no trace has. */
function isComparison(text: string): boolean {
  const [, name = text, number = "0"] = /^(.*?)(?:<=|>=|!=|<|>|=)([^<>=!]*)$/s.exec(text) ?? [];
  return !/(?:^|[<>=!])\s*$/.test(name) && number.trim() !== "" && Number.isFinite(Number(number));
}

/** The filters that can be asked for. An address may hold others: it was typed, or is of another version. */
export function fitFilters(filters: Filters): Filters {
  return conditionsOf(filters)
    .filter((one) => problemOf(one) !== undefined)
    .reduce(withoutCondition, filters);
}

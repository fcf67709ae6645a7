import { fieldOf, filterFields } from "./field.ts";
import type { FilterName, Filters } from "./field.ts";

/** One filter with one value: what a chip shows and what a cell or a facet adds. Text as typed; numbers in ms or US dollars. */
export interface Condition {
  name: FilterName;
  value: string | number;
}

const names: readonly FilterName[] = [...filterFields.map((field) => field.name), "text"];

/** Reads filters out of a URL's search; what is malformed is left out. */
export function filtersFrom(search: Readonly<Record<string, unknown>>): Filters {
  let filters: Filters = {};
  for (const name of names) {
    const given = search[name];
    for (const value of Array.isArray(given) ? given : [given]) {
      const condition = conditionFrom(name, value);
      if (condition) filters = withCondition(filters, condition);
    }
  }
  return filters;
}

function conditionFrom(name: FilterName, value: unknown): Condition | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value).trim();
  if (text === "") return undefined;
  if (name === "status") return text === "ok" || text === "error" ? { name, value: text } : undefined;
  if (fieldOf(name)?.number === undefined) return { name, value: text };
  const number = Number(text);
  return Number.isFinite(number) && number >= 0 ? { name, value: number } : undefined;
}

/** Every condition of the filters, in the order of the fields, text last. */
export function conditionsOf(filters: Filters): Condition[] {
  return names.flatMap((name) => {
    const value = filters[name];
    if (value === undefined) return [];
    return Array.isArray(value) ? value.map((one) => ({ name, value: one })) : [{ name, value }];
  });
}

export function hasCondition(filters: Filters, { name, value }: Condition): boolean {
  const present = filters[name];
  return Array.isArray(present) ? present.includes(String(value)) : present === value;
}

/** The filters with one condition more; a filter that holds one value is replaced. */
export function withCondition(filters: Filters, condition: Condition): Filters {
  const { name, value } = condition;
  if (hasCondition(filters, condition)) return filters;
  if (!fieldOf(name)?.many) return { ...filters, [name]: value };
  const present = filters[name];
  return { ...filters, [name]: [...(Array.isArray(present) ? present : []), String(value)] };
}

/** The filters without the condition; a filter without values is gone. */
export function withoutCondition(filters: Filters, condition: Condition): Filters {
  if (!hasCondition(filters, condition)) return filters;
  const { [condition.name]: present, ...others } = filters;
  const rest = Array.isArray(present) ? present.filter((value) => value !== String(condition.value)) : [];
  return rest.length === 0 ? others : { ...others, [condition.name]: rest };
}

export function toggled(filters: Filters, condition: Condition): Filters {
  return hasCondition(filters, condition) ? withoutCondition(filters, condition) : withCondition(filters, condition);
}

/** Every filter's name with its value or undefined: laid over a URL's search, it replaces the filters there. */
export function asSearch(filters: Filters): { [Name in FilterName]: Filters[Name] | undefined } {
  return Object.fromEntries(names.map((name) => [name, filters[name]])) as ReturnType<typeof asSearch>;
}
